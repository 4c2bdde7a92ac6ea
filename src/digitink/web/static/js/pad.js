// The drawing area: strokes with a round pen or an eraser, and the picture they make.

import SignaturePad from "../vendor/signature_pad/signature_pad.min.js";

const SENT_HEIGHT = 280; // px: enough for the finest pen, little to send

export class Pad {
  #canvas;
  #strokes;
  #width = 0;
  #height = 0;

  constructor(canvas) {
    this.#canvas = canvas;
    this.#strokes = new SignaturePad(canvas, {
      minDistance: 1,
      throttle: 0,
      canvasContextOptions: { willReadFrequently: true }, // to tell whether it is blank
    });
    this.#strokes.addEventListener("endStroke", () => this.#finish());
    // A stroke is no gesture: after one that ends swiftly, Chromium would take the next tap for the end of a fling.
    canvas.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    new ResizeObserver(() => this.#fit()).observe(canvas);
    this.#fit();
  }

  set erasing(erasing) {
    this.#strokes.compositeOperation = erasing ? "destination-out" : "source-over";
  }

  set penSize(pixels) {
    // signature_pad counts radii, and widens slow strokes from the least to the most: here they are one.
    this.#strokes.minWidth = this.#strokes.maxWidth = this.#strokes.dotSize = pixels / 2;
  }

  clear() {
    this.#strokes.clear();
  }

  onStroke(listener) {
    this.#strokes.addEventListener("endStroke", listener);
  }

  get isBlank() {
    const { width, height } = this.#canvas;
    const { data } = this.#canvas.getContext("2d").getImageData(0, 0, width, height);
    return !new Uint32Array(data.buffer).some((pixel) => pixel !== 0); // what is not drawn on is transparent
  }

  // Width and height of the picture that is sent, in px.
  get size() {
    return [Math.round((SENT_HEIGHT * this.#canvas.width) / this.#canvas.height), SENT_HEIGHT];
  }

  // The drawing as a data URL: black ink on white.
  get picture() {
    const sheet = document.createElement("canvas");
    [sheet.width, sheet.height] = this.size;
    const context = sheet.getContext("2d");
    context.fillStyle = "white";
    context.fillRect(0, 0, sheet.width, sheet.height);
    context.imageSmoothingQuality = "high";
    context.drawImage(this.#canvas, 0, 0, sheet.width, sheet.height);
    return sheet.toDataURL("image/png");
  }

  // signature_pad draws a stretch when it knows the point beyond it, and so leaves out each stroke's last.
  #finish() {
    const strokes = this.#strokes.toData();
    const points = strokes.at(-1)?.points ?? []; // none when the drawing was cleared under the pen
    if (points.length < 2) return;
    points.push({ ...points.at(-1) });
    this.#strokes.fromData(strokes);
  }

  // Match the canvas's pixels to the screen's, and bring the strokes along: as high as they were, if they fit.
  #fit() {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const ratio = window.devicePixelRatio || 1;
    const pixels = [Math.round(width * ratio), Math.round(height * ratio)];
    const same = width === this.#width && height === this.#height;
    if (!width || (same && pixels[0] === this.#canvas.width && pixels[1] === this.#canvas.height)) return;
    const strokes = this.#strokes.toData();
    const factor = this.#height ? Math.min(height / this.#height, width / right(strokes)) : 1;
    [this.#canvas.width, this.#canvas.height] = pixels;
    this.#canvas.getContext("2d").scale(ratio, ratio);
    [this.#width, this.#height] = [width, height];
    this.#strokes.clear();
    this.#strokes.fromData(scaled(strokes, factor));
  }
}

// How far to the right strokes reach, in px.
function right(strokes) {
  return Math.max(1, ...strokes.flatMap(({ maxWidth, points }) => points.map(({ x }) => x + maxWidth)));
}

function scaled(strokes, factor) {
  return strokes.map((stroke) => ({
    ...stroke,
    minWidth: stroke.minWidth * factor,
    maxWidth: stroke.maxWidth * factor,
    dotSize: stroke.dotSize * factor,
    points: stroke.points.map((point) => ({ ...point, x: point.x * factor, y: point.y * factor })),
  }));
}
