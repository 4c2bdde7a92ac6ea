// The digits of a number that was read, each with how sure it is; one may be chosen to be looked at.

import { filled, percent, sureness } from "./panel.js";
import { texts } from "./texts.js";

export const DOUBTFUL = 0.9; // what is less sure is marked
const MANY = 14; // so many are shown small

// Event: "choose" when another digit is chosen, or none any more.
export class Digits extends EventTarget {
  #group;
  #hint;
  chosen = null; // its place in the number

  constructor(group, hint) {
    super();
    this.#group = group;
    this.#hint = hint;
  }

  clear() {
    this.chosen = null;
    this.#group.hidden = this.#hint.hidden = true;
    this.#group.replaceChildren();
  }

  // reading as the server sends it.
  show(reading) {
    this.clear();
    let place = 0;
    for (const line of lines(reading)) {
      const row = document.createElement("div");
      row.append(...line.map((digit) => this.#button(digit, place++)));
      this.#group.append(row);
    }
    this.#group.classList.toggle("many", place > MANY);
    this.#group.hidden = this.#hint.hidden = place === 0;
  }

  choose(place) {
    this.chosen = place === this.chosen ? null : place;
    this.#group.querySelectorAll("button").forEach((button, each) => {
      button.setAttribute("aria-pressed", String(each === this.chosen));
    });
    this.dispatchEvent(new Event("choose"));
  }

  #button({ prediction: { digit, confidence }, seen }, place) {
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-pressed", "false");
    button.setAttribute("aria-label", filled(texts.digitOf, { digit, sure: sureness(confidence) }));
    button.classList.toggle("doubtful", confidence < DOUBTFUL);
    const image = document.createElement("img");
    [image.src, image.alt] = [seen, ""];
    const name = document.createElement("b");
    name.textContent = digit;
    const share = document.createElement("small");
    share.textContent = percent(confidence);
    button.append(image, name, share);
    button.addEventListener("click", () => this.choose(place));
    return button;
  }
}

// The digits of a reading, line by line.
export function lines({ text, digits }) {
  let end = 0;
  return text.split("\n").map((line) => {
    const begin = end;
    end += line.replace(/\D/g, "").length;
    return digits.slice(begin, end);
  });
}
