// The pen's tools: what it does, how wide it is, and steps back and forth.
// @ts-check

import { elements } from "../elements.js";
import { Switch } from "./switch.js";

/** @import { Pad } from "./pad.js" */
/** @typedef {{ mode: string, size: string }} Chosen mode: "draw" or "erase"; size: the pen's, in px */

export class Tools {
  #pad;
  #elements = elements({
    mode: HTMLSelectElement,
    size: HTMLInputElement,
    dot: HTMLElement,
    undo: HTMLButtonElement,
    redo: HTMLButtonElement,
  });

  #mode;
  #changed;

  /**
   * @param {Pad} pad
   * @param {() => void} changed is called when another pen is chosen
   */
  constructor(pad, changed) {
    this.#pad = pad;
    this.#changed = changed;
    const { mode, size, undo, redo } = this.#elements;
    this.#mode = new Switch(mode, () => this.#choose());
    size.addEventListener("input", () => this.#choose());
    undo.addEventListener("click", () => pad.undo());
    redo.addEventListener("click", () => pad.redo());
    this.#hold();
  }

  /** @returns {Chosen} */
  get chosen() {
    return { mode: this.#mode.value, size: this.#elements.size.value };
  }

  /** @param {Chosen} chosen */
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

  /** @param {number} by in px */
  widen(by) {
    this.chosen = { ...this.chosen, size: String(Number(this.chosen.size) + by) };
  }

  /** Whether there is a step to go back, or forth. */
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
    document.body.classList.toggle("pen-erases", erasing);
  }
}
