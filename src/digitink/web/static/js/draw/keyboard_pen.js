// A pen for the arrow keys: it moves over the drawing area, and Space sets it down and lifts it.
// @ts-check

import { element } from "../elements.js";
import { filled } from "../format.js";
import { texts } from "../texts.js";

/** @import { Point } from "../geometry.js" */
/** @import { Pad } from "./pad.js" */

const STEP = 12; // px
const FINE = 3; // px, with Shift
const PAUSE = 350; // ms without a step, after which it is said where the pen is
/** @type {Record<string, [across: number, down: number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class KeyboardPen {
  #pad;
  #canvas;
  #nib = element("nib", HTMLElement); // shows where the pen is
  #state = element("pen-state", HTMLElement); // says it
  #x = NaN;
  #y = NaN;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Point[] | null} of the stroke that is being drawn */
  #points = null;

  /**
   * @param {Pad} pad
   * @param {HTMLCanvasElement} canvas
   */
  constructor(pad, canvas) {
    this.#pad = pad;
    this.#canvas = canvas;
    canvas.addEventListener("keydown", (event) => this.#press(event));
    canvas.addEventListener("blur", () => this.#lift());
    canvas.addEventListener("pointerdown", () => this.#hide());
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in ARROWS) this.#move(ARROWS[event.key], event.shiftKey ? FINE : STEP);
    else if (event.key === " ") this.#toggle();
    else return;
    event.preventDefault();
  }

  /**
   * @param {[across: number, down: number]} direction
   * @param {number} step in px
   */
  #move([across, down], step) {
    this.#show();
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    this.#x = Math.min(width - 1, Math.max(1, this.#x + across * step));
    this.#y = Math.min(height - 1, Math.max(1, this.#y + down * step));
    this.#points?.push({ x: this.#x, y: this.#y });
    if (this.#points) this.#pad.addStroke(this.#points, this.#points.length > 2);
    this.#place();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#say(this.#where), PAUSE);
  }

  #toggle() {
    this.#show();
    if (this.#points) {
      this.#lift();
      return;
    }
    this.#points = [{ x: this.#x, y: this.#y }];
    this.#say(texts.penDown);
    this.#place();
  }

  #lift() {
    if (!this.#points) return;
    if (this.#points.length === 1) this.#pad.addStroke(this.#points); // a dot
    this.#points = null;
    this.#pad.liftStroke();
    this.#say(texts.penUp);
    this.#place();
  }

  #show() {
    if (Number.isNaN(this.#x)) [this.#x, this.#y] = [this.#canvas.clientWidth / 2, this.#canvas.clientHeight / 3];
    this.#nib.hidden = false;
    this.#place();
  }

  #hide() {
    this.#lift();
    this.#nib.hidden = true;
  }

  #place() {
    this.#nib.style.translate = `${this.#x}px ${this.#y}px`;
    this.#nib.classList.toggle("nib-down", this.#points !== null);
  }

  get #where() {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const [across, down] = [this.#x / width, this.#y / height].map((fraction) => Math.round(100 * fraction));
    return filled(texts.penAt, { across, down });
  }

  /** @param {string} words */
  #say(words) {
    clearTimeout(this.#timer);
    this.#state.textContent = words;
  }
}
