// A frame drawn over a picture, to crop it to: dragged open, or two corners pressed one after the other.

const DRAG = 8; // px: what is shorter is a press

export class Cropping {
  #area;
  #frame;
  #button;
  #done;
  #start = null;

  // area covers the picture while it is cropped; done(corners) is called with [left, top, right, bottom] in px of the screen.
  constructor(area, frame, button, done) {
    this.#area = area;
    this.#frame = frame;
    this.#button = button;
    this.#done = done;
    button.addEventListener("click", () => this.toggle(area.hidden));
    area.addEventListener("pointerdown", (event) => this.#press(event));
    area.addEventListener("pointermove", (event) => this.#move(event));
    area.addEventListener("pointerup", (event) => this.#lift(event));
    area.addEventListener("pointercancel", () => this.toggle(false));
    document.addEventListener("keydown", ({ key }) => key === "Escape" && this.toggle(false));
  }

  toggle(on) {
    this.#area.hidden = !on;
    this.#frame.hidden = true;
    this.#start = null;
    this.#button.setAttribute("aria-pressed", String(on));
  }

  #press(event) {
    event.preventDefault();
    this.#area.setPointerCapture(event.pointerId);
    this.#start ??= [event.clientX, event.clientY];
    this.#move(event);
  }

  #move({ clientX: x, clientY: y }) {
    if (!this.#start) return;
    const [left, top, right, bottom] = this.#corners(x, y);
    const box = this.#area.getBoundingClientRect();
    this.#frame.hidden = false;
    this.#frame.style.translate = `${left - box.left}px ${top - box.top}px`;
    this.#frame.style.width = `${right - left}px`;
    this.#frame.style.height = `${bottom - top}px`;
  }

  #lift({ clientX: x, clientY: y }) {
    const corners = this.#corners(x, y);
    const [left, top, right, bottom] = corners;
    if (right - left < DRAG || bottom - top < DRAG) return; // the first of two corners
    this.toggle(false);
    this.#done(corners);
  }

  #corners(x, y) {
    const [fromX, fromY] = this.#start;
    return [Math.min(x, fromX), Math.min(y, fromY), Math.max(x, fromX), Math.max(y, fromY)];
  }
}
