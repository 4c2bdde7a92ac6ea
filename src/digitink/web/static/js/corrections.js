// "Not right? Choose the correct digit": one tap sends the drawing and the right answer, and can be taken back.

import { filled } from "./panel.js";
import { correct, takeBack } from "./reading.js";
import { texts } from "./texts.js";

export class Corrections {
  #elements;
  #picture;
  #stored = null;

  // elements: { correct, choices, thanks, takeBack }; picture() is the data URL of the drawing that was read.
  constructor(elements, picture) {
    this.#elements = elements;
    this.#picture = picture;
    elements.choices.append(...[...Array(10).keys(), null].map((digit) => this.#choice(digit)));
    elements.takeBack.addEventListener("click", () => this.#undo());
  }

  // Offer it for the answer that is shown, or not at all.
  set offered(offered) {
    const { correct: details, thanks, takeBack: undo } = this.#elements;
    details.hidden = !offered;
    if (!offered) details.open = false;
    thanks.textContent = "";
    undo.hidden = true;
    this.#stored = null;
  }

  #choice(digit) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = digit ?? texts.notADigit;
    button.addEventListener("click", () => this.#send(digit));
    return button;
  }

  async #send(digit) {
    const { thanks, takeBack: undo } = this.#elements;
    await this.#say(async () => {
      this.#stored = await correct(this.#picture(), digit);
      undo.hidden = false;
      return filled(texts.thanks, { answer: digit ?? texts.notADigit });
    }, thanks);
  }

  async #undo() {
    const { thanks, takeBack: undo } = this.#elements;
    await this.#say(async () => {
      await takeBack(this.#stored);
      undo.hidden = true;
      return texts.takenBack;
    }, thanks);
  }

  async #say(act, place) {
    const { choices } = this.#elements;
    for (const button of choices.children) button.disabled = true; // one tap, one correction
    try {
      place.textContent = await act();
    } catch (error) {
      place.textContent = error.message;
    }
    for (const button of choices.children) button.disabled = false;
  }
}
