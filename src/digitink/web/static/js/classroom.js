// The classroom view: the sheet, the answer and its bars over the whole screen, until it is left.
// @ts-check

import { element } from "./elements.js";
import { texts } from "./texts.js";

export class Classroom {
  #button = element("classroom", HTMLButtonElement);

  constructor() {
    this.#button.addEventListener("click", () => (this.#isOn ? this.leave() : this.#enter()));
    document.addEventListener("fullscreenchange", () => document.fullscreenElement ?? this.#show(false));
    document.addEventListener("keydown", ({ key }) => key === "Escape" && this.#isOn && this.leave());
  }

  get #isOn() {
    return document.body.classList.contains("classroom");
  }

  async #enter() {
    this.#show(true);
    try {
      await document.documentElement.requestFullscreen?.();
    } catch {
      // The browser does not let it: the window is large enough then, or is made so by hand.
    }
  }

  leave() {
    this.#show(false);
    if (document.fullscreenElement) document.exitFullscreen();
  }

  /** @param {boolean} on */
  #show(on) {
    document.body.classList.toggle("classroom", on);
    this.#button.setAttribute("aria-pressed", String(on));
    const words = this.#button.querySelector("span");
    if (words) words.textContent = on ? texts.leaveClassroom : texts.classroom;
  }
}
