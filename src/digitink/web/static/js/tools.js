// The pen's tools: what it does, how wide it is, and steps back and forth.

import { Switch } from "./switch.js";

export class Tools {
  #pad;
  #elements;
  #mode;
  #changed;

  // elements: { mode, size, dot, undo, redo }; changed() is called when another pen is chosen.
  constructor(pad, elements, changed) {
    this.#pad = pad;
    this.#elements = elements;
    this.#changed = changed;
    this.#mode = new Switch(elements.mode, () => this.#choose());
    elements.size.addEventListener("input", () => this.#choose());
    elements.undo.addEventListener("click", () => pad.undo());
    elements.redo.addEventListener("click", () => pad.redo());
    this.#hold();
  }

  // What is chosen: { mode, size }.
  get chosen() {
    return { mode: this.#mode.value, size: this.#elements.size.value };
  }

  set chosen({ mode, size }) {
    this.#mode.value = mode;
    this.#elements.size.value = size;
    this.#choose();
  }

  draw() {
    this.chosen = { ...this.chosen, mode: "draw" };
  }

  erase() {
    this.chosen = { ...this.chosen, mode: "erase" };
  }

  widen(by) {
    this.chosen = { ...this.chosen, size: Number(this.chosen.size) + by };
  }

  // Whether there is a step to go back, or forth.
  showSteps() {
    this.#elements.undo.disabled = !this.#pad.canUndo;
    this.#elements.redo.disabled = !this.#pad.canRedo;
  }

  #choose() {
    this.#hold();
    this.#changed();
  }

  #hold() {
    const { mode, size } = this.chosen;
    const { dot } = this.#elements;
    const erasing = mode === "erase";
    this.#pad.erasing = erasing;
    this.#pad.penSize = Number(size);
    dot.style.setProperty("--size", `${size}px`);
    dot.classList.toggle("erasing", erasing);
    document.body.classList.toggle("erasing", erasing);
  }
}
