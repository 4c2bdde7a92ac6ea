// The drawing area: strokes with a round pen or an eraser, kept as vectors, and the picture they make.
// @ts-check

import SignaturePad from "../../vendor/signature_pad/signature_pad.min.js";
import { contextOf, newCanvas } from "../images.js";
import { right, scaled, timed, withEnd } from "./strokes.js";

/** @import { Point, Size } from "../geometry.js" */
/** @import { Drawing, Stroke } from "./strokes.js" */
/** @typedef {"written" | "writing" | "set"} How a drawing came to be as it is */

/** @type {typeof import("signature_pad").default} */
const Strokes = /** @type {any} */ (SignaturePad); // what is vendored says no types

const MOST_STEPS = 200; // that can be undone
const USUAL_HEIGHT = 500; // px of a sheet on which the pen is as wide as the slider says

/**
 * Events: "begin" when a stroke begins, "change" when the drawing is another one, by whatever means: its detail says
 * How, "written" with a pen that was lifted, "writing" with one that is down, or "set"; "fit" when the sheet has another
 * size, and the drawing with it: its detail says how many times wider and higher it is than the drawing has become.
 */
export class Pad extends EventTarget {
  #canvas;
  #strokes;
  /** @type {Stroke[]} the strokes as of the last change */
  #shown = [];
  /** @type {Stroke[][]} */
  #past = [];
  /** @type {Stroke[][]} */
  #future = [];
  #width = 0;
  #height = 0;
  #penSize = 14;
  highest = 280; // px of the picture that is made; on a screen with fewer, as many as there are

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    super();
    this.#canvas = canvas;
    this.#strokes = new Strokes(canvas, {
      minDistance: 1,
      throttle: 0,
      canvasContextOptions: { willReadFrequently: true }, // to tell whether it is blank
    });
    this.#strokes.addEventListener("beginStroke", () => this.dispatchEvent(new Event("begin")));
    this.#strokes.addEventListener("endStroke", () => {
      this.#finish();
      this.#changed("written");
    });
    // A stroke is no gesture: after one that ends swiftly, Chromium would take the next tap for the end of a fling.
    canvas.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    new ResizeObserver(() => this.#fit()).observe(canvas);
    this.#fit();
  }

  /** @param {boolean} erasing */
  set erasing(erasing) {
    this.#strokes.compositeOperation = erasing ? "destination-out" : "source-over";
  }

  /** @param {number} pixels of a sheet of the usual height: on a larger one the pen is as much larger */
  set penSize(pixels) {
    this.#penSize = pixels;
    this.#scalePen();
  }

  /**
   * A stroke that is made by no pointer and goes on until it is lifted.
   * @param {Point[]} points in px of the canvas
   * @param {boolean} [anew] in place of what it was so far
   */
  addStroke(points, anew = false) {
    const { minWidth, maxWidth, dotSize, penColor, velocityFilterWeight, compositeOperation } = this.#strokes;
    const style = { minWidth, maxWidth, dotSize, penColor, velocityFilterWeight, compositeOperation };
    const others = anew ? this.#shown.slice(0, -1) : this.#shown;
    if (anew) this.#shown = this.#past.pop() ?? [];
    this.#draw([...others, { ...style, points: withEnd(points.map(timed)) }]);
    this.#changed("writing");
  }

  /** The pen that makes such a stroke is lifted. */
  liftStroke() {
    this.#tell("written");
  }

  /** Forget the stroke that is being drawn, if any. */
  abandon() {
    this.#lift();
    if (this.#strokes.toData().length !== this.#shown.length) this.#draw(this.#shown);
  }

  clear() {
    this.#lift();
    if (this.#strokes.toData().length) this.drawing = { strokes: [], height: 0 };
  }

  undo() {
    this.#travel(this.#past, this.#future);
  }

  redo() {
    this.#travel(this.#future, this.#past);
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  /**
   * The drawing as vectors; setting it is a step that can be undone.
   * @returns {Drawing}
   */
  get drawing() {
    return { strokes: [...this.#strokes.toData()], height: this.#height };
  }

  /** @param {Drawing} drawing */
  set drawing({ strokes, height }) {
    this.#draw(scaled(strokes, height ? Math.min(this.#height / height, this.#width / right(strokes)) : 1));
    this.#changed();
  }

  get isBlank() {
    if (!this.#strokes.toData().length) return true;
    const { width, height } = this.#canvas;
    const { data } = contextOf(this.#canvas).getImageData(0, 0, width, height);
    return !new Uint32Array(data.buffer).some((pixel) => pixel !== 0); // what is not drawn on is transparent
  }

  /**
   * Of the picture that is made, in px.
   * @returns {Size}
   */
  get size() {
    const { width, height } = this.#canvas;
    const sent = Math.min(this.highest, height);
    return [Math.round((sent * width) / height), sent];
  }

  /** The drawing as a data URL: black ink on white. */
  get picture() {
    return this.pictureOf(...this.size);
  }

  /**
   * @param {number} width in px
   * @param {number} height
   */
  pictureOf(width, height) {
    const [sheet, context] = newCanvas(width, height);
    context.fillStyle = "white";
    context.fillRect(0, 0, width, height);
    context.imageSmoothingQuality = "high";
    context.drawImage(this.#canvas, 0, 0, width, height);
    return sheet.toDataURL("image/png");
  }

  /** @param {How} [how] */
  #changed(how = "set") {
    this.#past.push(this.#shown);
    this.#past.splice(0, this.#past.length - MOST_STEPS);
    this.#future = [];
    this.#shown = [...this.#strokes.toData()];
    this.#tell(how);
  }

  /** @param {How} how */
  #tell(how) {
    this.dispatchEvent(new CustomEvent("change", { detail: how }));
  }

  /**
   * @param {Stroke[][]} from
   * @param {Stroke[][]} to
   */
  #travel(from, to) {
    this.#lift();
    const shown = from.pop();
    if (!shown) return;
    to.push(this.#shown);
    this.#shown = shown;
    this.#draw(this.#shown);
    this.#tell("set");
  }

  #scalePen() {
    // signature_pad counts radii, and widens slow strokes from the least to the most: here they are one.
    const radius = (this.#penSize * (this.#height || USUAL_HEIGHT)) / USUAL_HEIGHT / 2;
    this.#strokes.minWidth = this.#strokes.maxWidth = this.#strokes.dotSize = radius;
  }

  /** @param {Stroke[]} strokes */
  #draw(strokes) {
    this.#strokes.clear();
    this.#strokes.fromData(strokes);
  }

  /** End the stroke that is being drawn, if any: what is cleared or resized under a pen would else wait for its end. */
  #lift() {
    this.#strokes.off();
    this.#strokes.on();
  }

  /** Draw what signature_pad leaves out: each stroke's last stretch, for it knows no point beyond it. */
  #finish() {
    const strokes = this.#strokes.toData();
    const stroke = strokes.at(-1);
    if (!stroke || stroke.points.length < 2) return; // none when the drawing was cleared under the pen
    stroke.points = withEnd(stroke.points);
    this.#strokes.fromData([{ ...stroke, points: stroke.points.slice(-4) }], { clear: false });
    this.#strokes.toData().pop(); // the stretch was drawn; it is no stroke of its own
  }

  /** Match the canvas's pixels to the screen's, and bring the strokes along: as high as they were, if they fit. */
  #fit() {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const ratio = window.devicePixelRatio || 1;
    const pixels = [Math.round(width * ratio), Math.round(height * ratio)];
    const same = width === this.#width && height === this.#height;
    if (!width || (same && pixels[0] === this.#canvas.width && pixels[1] === this.#canvas.height)) return;
    this.#lift();
    const strokes = this.#strokes.toData();
    const unfinished = strokes.length !== this.#shown.length;
    const factor = this.#height ? Math.min(height / this.#height, width / right(strokes)) : 1;
    const times = this.#height ? [width / this.#width / factor, height / this.#height / factor] : [1, 1];
    [this.#canvas.width, this.#canvas.height] = pixels;
    contextOf(this.#canvas).scale(ratio, ratio);
    [this.#width, this.#height] = [width, height];
    this.#scalePen();
    this.#draw(scaled(strokes, factor));
    this.#shown = scaled(this.#shown, factor);
    this.#past = this.#past.map((each) => scaled(each, factor));
    this.#future = this.#future.map((each) => scaled(each, factor));
    if (unfinished) this.#changed();
    else this.dispatchEvent(new CustomEvent("fit", { detail: times }));
  }
}
