// Seeing inside: what the model saw of a digit, and why it answered so.
// @ts-check

import { reasonOf } from "../api.js";
import { elements } from "../elements.js";
import { filled } from "../format.js";
import { texts } from "../texts.js";
import { drawHeat } from "./heat.js";

/** @import { Explanation } from "../api.js" */
/** @import { Label } from "../texts.js" */

export class Seeing {
  #elements = elements({
    inside: HTMLElement,
    seen: HTMLImageElement,
    seenHeat: HTMLCanvasElement,
    why: HTMLButtonElement,
    whyText: HTMLElement,
    scale: HTMLElement,
    heat: HTMLCanvasElement,
  });

  #explain;
  /** @type {Label | null} what was read, where it is one of a number's */
  #digit = null;
  #asked = 0;

  /** @param {() => Promise<Explanation>} explain what is shown */
  constructor(explain) {
    this.#explain = explain;
    this.#elements.why.addEventListener("click", () => this.toggle());
  }

  clear() {
    this.#elements.inside.hidden = true;
    this.#hideHeat();
  }

  /**
   * @param {string} seen a data URL
   * @param {Label | null} [digit] what was read in it, where the sheet has others of its number beside it
   */
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
    const { heat, seenHeat, why, whyText, scale } = this.#elements;
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
      whyText.textContent = filled(alone ? texts.whyAlone : texts.whyReading, { digit });
      canvas.hidden = scale.hidden = false;
      canvas.parentElement?.classList.add("heat-shown");
      canvas.parentElement?.scrollIntoView({ block: "nearest" }); // on a phone it may be above the screen
      why.setAttribute("aria-pressed", "true");
    } catch (error) {
      if (question === this.#asked) whyText.textContent = reasonOf(error);
    }
  }

  #hideHeat() {
    const { heat, seenHeat, why, whyText, scale } = this.#elements;
    this.#asked += 1;
    scale.hidden = true;
    for (const canvas of [heat, seenHeat]) {
      canvas.hidden = true;
      canvas.parentElement?.classList.remove("heat-shown");
    }
    why.setAttribute("aria-pressed", "false");
    whyText.textContent = "";
  }
}
