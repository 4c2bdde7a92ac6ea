// "Not right?": what a digit or a number really is, is sent with the picture, and can be taken back.

import { filled } from "./panel.js";
import { correct, takeBack } from "./reading.js";
import { texts } from "./texts.js";

// Where corrections are off.
export const NO_CORRECTIONS = { offer() {} };

export class Corrections {
  #elements;
  #sheet;
  #offered = null;
  #stored = null;

  // elements: { correct, correctTitle, correctNote, choices, typing, typed, thanks, takeBack }
  constructor(elements, sheet) {
    this.#elements = elements;
    this.#sheet = sheet;
    elements.choices.append(...[...Array(10).keys(), null].map((digit) => this.#choice(digit)));
    elements.typing.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send({ number: elements.typed.value });
    });
    elements.takeBack.addEventListener("click", () => this.#undo());
  }

  // Offer it for the answer that is shown, { kind: "digit" } or { kind: "number", text, place }, place that of a digit
  // that is looked at, or null; or offer nothing.
  offer(what) {
    const { correct: details, correctTitle, correctNote, choices, typing, typed, thanks, takeBack: undo } = this.#elements;
    this.#offered = what;
    details.hidden = what === null;
    thanks.textContent = "";
    undo.hidden = true;
    this.#stored = null;
    if (what === null) {
      details.open = false;
      return;
    }
    const typesNumber = what.kind === "number" && what.place === null;
    correctTitle.textContent = texts.correct[typesNumber ? "number" : "digit"];
    correctNote.textContent = texts.correctStored[this.#sheet.hasPicture ? "picture" : "drawing"];
    choices.hidden = typesNumber;
    typing.hidden = !typesNumber;
    typed.value = what.text ?? "";
    typed.rows = typed.value.split("\n").length;
  }

  #choice(digit) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = digit ?? texts.notADigit;
    button.addEventListener("click", () => this.#choose(digit));
    return button;
  }

  #choose(digit) {
    const { kind, text, place } = this.#offered;
    this.#send(kind === "number" ? { number: withDigit(text, place, digit) } : { digit });
  }

  async #send(answer) {
    const { thanks, takeBack: undo } = this.#elements;
    await this.#say(async () => {
      this.#stored = await correct(await this.#sheet.data(), answer);
      undo.hidden = false;
      const { digit, number } = answer;
      if (digit === null) return texts.thanks.notADigit;
      return filled(texts.thanks.answer, { answer: digit ?? number.replaceAll("\n", " / ") });
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
    const buttons = this.#elements.correct.querySelectorAll("button");
    const offered = this.#offered;
    for (const button of buttons) button.disabled = true; // one tap, one correction
    let words;
    try {
      words = await act();
    } catch (error) {
      words = error.status === 400 ? texts.onlySigns : error.message;
    }
    for (const button of buttons) button.disabled = false;
    if (this.#offered === offered) place.textContent = words;
  }
}

// A number with the digit at a place being another one, or, null, none.
export function withDigit(text, place, digit) {
  let left = place;
  return text.replace(/\d/g, (read) => (left-- === 0 ? String(digit ?? "") : read));
}
