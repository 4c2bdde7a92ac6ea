// Seeing inside: what the model saw, and why it answered so.

import { drawHeat } from "./heat.js";
import { filled } from "./panel.js";
import { texts } from "./texts.js";

export class Seeing {
  #elements;
  #explain;
  #asked = 0;

  // elements: { inside, seen, why, words, scale, heat }; explain() resolves to the explanation of what is shown.
  constructor(elements, explain) {
    this.#elements = elements;
    this.#explain = explain;
    elements.why.addEventListener("click", () => this.toggle());
  }

  clear() {
    this.#elements.inside.hidden = true;
    this.#hideHeat();
  }

  // seen is a data URL.
  show(seen) {
    this.#hideHeat();
    this.#elements.seen.src = seen;
    this.#elements.inside.hidden = false;
  }

  toggle() {
    if (this.#elements.inside.hidden) return;
    if (this.#elements.heat.hidden) this.#showHeat();
    else this.#hideHeat();
  }

  async #showHeat() {
    const { heat, why, words, scale } = this.#elements;
    this.#asked += 1;
    const question = this.#asked;
    try {
      const explanation = await this.#explain();
      if (question !== this.#asked) return;
      await drawHeat(heat, explanation);
      if (question !== this.#asked) return;
      words.textContent = filled(texts.whyReading, { digit: explanation.prediction.digit });
      heat.hidden = scale.hidden = false;
      heat.parentElement.classList.add("explained");
      heat.parentElement.scrollIntoView({ block: "nearest" }); // on a phone it may be above the screen
      why.setAttribute("aria-pressed", "true");
    } catch (error) {
      if (question === this.#asked) words.textContent = error.message;
    }
  }

  #hideHeat() {
    const { heat, why, words, scale } = this.#elements;
    this.#asked += 1;
    heat.hidden = scale.hidden = true;
    heat.parentElement.classList.remove("explained");
    why.setAttribute("aria-pressed", "false");
    words.textContent = "";
  }
}
