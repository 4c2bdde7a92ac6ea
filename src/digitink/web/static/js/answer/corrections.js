// "Not right?": what a digit or a number really is, is sent with the picture, and can be taken back.
// @ts-check

import { correct, Refused, reasonOf, takeBack } from "../api.js";
import { elements } from "../elements.js";
import { filled } from "../format.js";
import { texts } from "../texts.js";
import { withDigit } from "./numbers.js";

/** @import { Correction, Receipt } from "../api.js" */
/** @import { Sheet } from "../sheet.js" */
/** @import { Label } from "../texts.js" */
/**
 * @typedef {{ kind: "digit" } | { kind: "number", text: string, place: number | null }} Offered
 * the answer that is shown; place: that of a digit that is looked at
 * @typedef {{ offer(what: Offered | null): void }} Offers
 */

/**
 * Where corrections are off.
 * @type {Offers}
 */
export const NO_CORRECTIONS = { offer() {} };

export class Corrections {
  #elements = elements({
    correct: HTMLDetailsElement,
    correctTitle: HTMLElement,
    correctNote: HTMLElement,
    choices: HTMLElement,
    typing: HTMLElement,
    typed: HTMLTextAreaElement,
    thanks: HTMLElement,
    takeBack: HTMLButtonElement,
  });

  #sheet;
  /** @type {Offered | null} */
  #offered = null;
  /** @type {Receipt | null} */
  #stored = null;

  /** @param {Sheet} sheet */
  constructor(sheet) {
    this.#sheet = sheet;
    const { choices, typing, typed, takeBack: undo } = this.#elements;
    choices.append(...[...texts.labels, null].map((digit) => this.#choice(digit)));
    typing.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send({ number: typed.value });
    });
    undo.addEventListener("click", () => this.#undo());
  }

  /** @param {Offered | null} what the answer is that may be wrong; null: there is none, and nothing is offered */
  offer(what) {
    const {
      correct: details,
      correctTitle,
      correctNote,
      choices,
      typing,
      typed,
      thanks,
      takeBack: undo,
    } = this.#elements;
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
    typed.value = what.kind === "number" ? what.text : "";
    typed.rows = typed.value.split("\n").length;
  }

  /** @param {Label | null} digit null: no digit */
  #choice(digit) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = String(digit ?? texts.notADigit);
    button.addEventListener("click", () => this.#choose(digit));
    return button;
  }

  /** @param {Label | null} digit null: no digit */
  #choose(digit) {
    const offered = this.#offered;
    if (offered?.kind !== "number") this.#send({ digit });
    else if (offered.place !== null) this.#send({ number: withDigit(offered.text, offered.place, digit) });
  }

  /** @param {Correction} correction */
  async #send(correction) {
    const { thanks, takeBack: undo } = this.#elements;
    await this.#say(async () => {
      this.#stored = await correct(await this.#sheet.data(), correction);
      undo.hidden = false;
      if ("number" in correction)
        return filled(texts.thanks.answer, { answer: correction.number.replaceAll("\n", " / ") });
      return correction.digit === null
        ? texts.thanks.notADigit
        : filled(texts.thanks.answer, { answer: correction.digit });
    }, thanks);
  }

  async #undo() {
    const { thanks, takeBack: undo } = this.#elements;
    await this.#say(async () => {
      if (this.#stored) await takeBack(this.#stored);
      undo.hidden = true;
      return texts.takenBack;
    }, thanks);
  }

  /**
   * @param {() => Promise<string>} act resolves to what to say of it
   * @param {HTMLElement} place where to say it
   */
  async #say(act, place) {
    const buttons = this.#elements.correct.querySelectorAll("button");
    const offered = this.#offered;
    for (const button of buttons) button.disabled = true; // one tap, one correction
    let words;
    try {
      words = await act();
    } catch (error) {
      words = error instanceof Refused && error.status === 400 ? texts.onlySigns : reasonOf(error);
    }
    for (const button of buttons) button.disabled = false;
    if (this.#offered === offered) place.textContent = words;
  }
}
