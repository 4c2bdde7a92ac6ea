// A frame drawn over a picture, to crop it to: dragged open, or two corners pressed one after the other.
// @ts-check

import { element } from "../elements.js";
import { spanned } from "../geometry.js";

/** @import { Corners, Point } from "../geometry.js" */

const DRAG = 8; // px: what is shorter is a press

export class Cropping {
  #area = element("cropArea", HTMLElement); // covers the picture while it is cropped
  #frame = element("cropFrame", HTMLElement);
  #button = element("crop", HTMLButtonElement);
  #done;
  /** @type {Point | null} on the screen */
  #start = null;

  /** @param {(corners: Corners) => void} done is called with px of the screen */
  constructor(done) {
    this.#done = done;
    const area = this.#area;
    this.#button.addEventListener("click", () => this.toggle(Boolean(area.hidden)));
    area.addEventListener("pointerdown", (event) => this.#press(event));
    area.addEventListener("pointermove", (event) => this.#move(event));
    area.addEventListener("pointerup", (event) => this.#lift(event));
    area.addEventListener("pointercancel", () => this.toggle(false));
    document.addEventListener("keydown", ({ key }) => key === "Escape" && this.toggle(false));
  }

  /** @param {boolean} on */
  toggle(on) {
    this.#area.hidden = !on;
    this.#frame.hidden = true;
    this.#start = null;
    this.#button.setAttribute("aria-pressed", String(on));
  }

  /** @param {PointerEvent} event */
  #press(event) {
    event.preventDefault();
    this.#area.setPointerCapture(event.pointerId);
    this.#start ??= { x: event.clientX, y: event.clientY };
    this.#move(event);
  }

  /** @param {PointerEvent} event */
  #move({ clientX: x, clientY: y }) {
    if (!this.#start) return;
    const [left, top, right, bottom] = spanned(this.#start, { x, y });
    const box = this.#area.getBoundingClientRect();
    this.#frame.hidden = false;
    this.#frame.style.translate = `${left - box.left}px ${top - box.top}px`;
    this.#frame.style.width = `${right - left}px`;
    this.#frame.style.height = `${bottom - top}px`;
  }

  /** @param {PointerEvent} event */
  #lift({ clientX: x, clientY: y }) {
    if (!this.#start) return;
    const corners = spanned(this.#start, { x, y });
    const [left, top, right, bottom] = corners;
    if (right - left < DRAG || bottom - top < DRAG) return; // the first of two corners
    this.toggle(false);
    this.#done(corners);
  }
}
