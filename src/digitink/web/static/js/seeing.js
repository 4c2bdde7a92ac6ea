// Seeing inside: what the model saw of a digit, and why it answered so.

import { drawHeat } from "./heat.js";
import { filled } from "./panel.js";
import { texts } from "./texts.js";

export class Seeing {
  #elements;
  #explain;
  #digit = null; // what was read, where it is one of a number's
  #asked = 0;

  // elements: { inside, seen, seenHeat, why, words, scale, heat }; explain() resolves to the explanation of what is shown.
  constructor(elements, explain) {
    this.#elements = elements;
    this.#explain = explain;
    elements.why.addEventListener("click", () => this.toggle());
  }

  clear() {
    this.#elements.inside.hidden = true;
    this.#hideHeat();
  }

  // seen is a data URL; digit: what was read in it, where it is one of a number's and the sheet has others beside it.
  show(seen, digit = null) {
    this.#hideHeat();
    this.#digit = digit;
    this.#elements.seen.src = seen;
    this.#elements.inside.hidden = false;
  }

  toggle() {
    const { inside, why } = this.#elements;
    if (inside.hidden) return;
    if (why.getAttribute("aria-pressed") === "false") this.#showHeat();
    else this.#hideHeat();
  }

  async #showHeat() {
    const { heat, seenHeat, why, words, scale } = this.#elements;
    const canvas = this.#digit === null ? heat : seenHeat;
    this.#asked += 1;
    const question = this.#asked;
    try {
      const explanation = await this.#explain();
      if (question !== this.#asked) return;
      await drawHeat(canvas, explanation);
      if (question !== this.#asked) return;
      const { digit } = explanation.prediction;
      const alone = this.#digit !== null && digit !== this.#digit; // beside others it was read otherwise
      words.textContent = filled(alone ? texts.whyAlone : texts.whyReading, { digit });
      canvas.hidden = scale.hidden = false;
      canvas.parentElement.classList.add("explained");
      canvas.parentElement.scrollIntoView({ block: "nearest" }); // on a phone it may be above the screen
      why.setAttribute("aria-pressed", "true");
    } catch (error) {
      if (question === this.#asked) words.textContent = error.message;
    }
  }

  #hideHeat() {
    const { heat, seenHeat, why, words, scale } = this.#elements;
    this.#asked += 1;
    scale.hidden = true;
    for (const canvas of [heat, seenHeat]) {
      canvas.hidden = true;
      canvas.parentElement.classList.remove("explained");
    }
    why.setAttribute("aria-pressed", "false");
    words.textContent = "";
  }
}
