// Ask what is on the sheet, and show the answer in every place; while one writes, only what is read so far.
// @ts-check

import { read } from "../api.js";
import { element } from "../elements.js";

/** @import { Kind, Reading } from "../api.js" */
/** @import { Show } from "../live.js" */
/** @import { Sheet } from "../sheet.js" */
/** @import { Boxes } from "./boxes.js" */
/** @import { Offers } from "./corrections.js" */
/** @import { Digits } from "./digits.js" */
/** @import { Panel } from "./panel.js" */
/** @import { Seeing } from "./seeing.js" */
/** @typedef {{ panel: Panel, boxes: Boxes, seeing: Seeing, corrections: Offers, digits: Digits }} Places */

export class Answers {
  #sheet;
  #shown;
  #readNumber = element("readNumber", HTMLButtonElement);
  #remember;
  #digits;
  /** @type {Reading | null} the number that is shown */
  #reading = null;

  /**
   * @param {Sheet} sheet
   * @param {Places} shown where an answer is shown
   * @param {(text: string) => void} remember is told what was read in a drawing
   */
  constructor(sheet, shown, remember) {
    this.#sheet = sheet;
    this.#shown = shown;
    this.#digits = shown.digits;
    this.#remember = remember;
    this.#digits.addEventListener("choose", () => this.#chosen());
  }

  /**
   * @param {Kind} kind
   * @param {AbortSignal} signal
   * @returns {Promise<Show>}
   */
  ask(kind, signal) {
    return kind === "number" ? this.#askNumber(signal) : this.#askDigit(signal);
  }

  /** What was said of the sheet as it was. */
  forget() {
    const { boxes, seeing, corrections } = this.#shown;
    this.#reading = null;
    boxes.clear();
    seeing.clear();
    this.#digits.clear();
    this.#readNumber.hidden = true;
    corrections.offer(null);
  }

  /** Why the digit that is shown was read so. */
  explain() {
    const { chosen } = this.#digits;
    if (!this.#reading || chosen === null) return this.#sheet.read("explanation");
    return read("explanation", this.#reading.digits[chosen].seen);
  }

  /** @param {AbortSignal} signal */
  async #askDigit(signal) {
    const { panel, seeing, corrections } = this.#shown;
    const prediction = await this.#sheet.read("digit", signal);
    const several = prediction.rejected && (await this.#seemsSeveral(signal));
    this.#remember(prediction.rejected ? "" : String(prediction.digit));
    let isSeen = false; // one may have asked why by the time the pen has rested
    return (/** @type {boolean} */ soFar) => {
      panel.showDigit(prediction, { several, soFar });
      this.#readNumber.hidden = !several || soFar;
      if (!isSeen) seeing.show(prediction.seen);
      isSeen = true;
      if (!soFar) corrections.offer({ kind: "digit" });
    };
  }

  /**
   * Whether what is no digit may well be a number: more likely than not, and of more than one digit.
   * @param {AbortSignal} signal
   */
  async #seemsSeveral(signal) {
    try {
      const { digits, confidence } = await this.#sheet.read("number", signal, true);
      return digits.length > 1 && confidence > 0.5;
    } catch (error) {
      if (signal.aborted) throw error;
      return false; // it was only a second question
    }
  }

  /** @param {AbortSignal} signal */
  async #askNumber(signal) {
    const { panel, boxes, corrections } = this.#shown;
    const reading = await this.#sheet.read("number", signal);
    this.#remember(reading.written);
    return (/** @type {boolean} */ soFar) => {
      panel.showNumber(reading, { soFar });
      const { size } = this.#sheet;
      if (size) boxes.show(reading, size, soFar);
      if (soFar) return;
      this.#reading = reading;
      this.#digits.show(reading);
      corrections.offer({ kind: "number", text: reading.text, place: null });
    };
  }

  /** A digit of the number was chosen, or none any more. */
  #chosen() {
    if (!this.#reading) return;
    const { panel, boxes, seeing, corrections } = this.#shown;
    const { chosen } = this.#digits;
    const digit = chosen === null ? null : this.#reading.digits[chosen];
    boxes.choose(chosen);
    panel.showBars(digit?.prediction ?? null);
    if (digit) seeing.show(digit.seen, digit.prediction.digit);
    else seeing.clear();
    corrections.offer({ kind: "number", text: this.#reading.text, place: chosen });
  }
}
