// The digits of a number that was read, each with how sure it is; one may be chosen to be looked at.
// @ts-check

import { element } from "../elements.js";
import { confidenceInWords, filled, percent } from "../format.js";
import { texts } from "../texts.js";
import { lines } from "./numbers.js";

/** @import { Reading, SeenMark } from "../api.js" */

export const DOUBTFUL = 0.9; // what is less sure is marked
const MANY = 14; // so many are shown small

/** Event: "choose" when another digit is chosen, or none any more. */
export class Digits extends EventTarget {
  #group = element("digits", HTMLElement);
  #hint = element("digitsHint", HTMLElement);
  /** @type {number | null} its place in the number */
  chosen = null;

  clear() {
    this.chosen = null;
    this.#group.hidden = this.#hint.hidden = true;
    this.#group.replaceChildren();
  }

  /** @param {Reading} reading */
  show(reading) {
    this.clear();
    let place = 0;
    for (const line of lines(reading)) {
      const row = document.createElement("div");
      row.append(...line.map((digit) => this.#button(digit, place++)));
      this.#group.append(row);
    }
    this.#group.classList.toggle("digits-many", place > MANY);
    this.#group.hidden = this.#hint.hidden = place === 0;
  }

  /** @param {number} place chosen, or, where it was, none */
  choose(place) {
    this.chosen = place === this.chosen ? null : place;
    this.#group.querySelectorAll("button").forEach((button, each) => {
      button.setAttribute("aria-pressed", String(each === this.chosen));
    });
    this.dispatchEvent(new Event("choose"));
  }

  /**
   * @param {SeenMark} mark
   * @param {number} place
   */
  #button({ prediction: { digit, confidence }, seen }, place) {
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-pressed", "false");
    button.setAttribute("aria-label", filled(texts.digitOf, { digit, sure: confidenceInWords(confidence) }));
    button.classList.toggle("digit-doubtful", confidence < DOUBTFUL);
    const image = document.createElement("img");
    [image.src, image.alt] = [seen, ""];
    const name = document.createElement("b");
    name.textContent = String(digit);
    const small = document.createElement("small");
    small.textContent = percent(confidence);
    button.append(image, name, small);
    button.addEventListener("click", () => this.choose(place));
    return button;
  }
}
