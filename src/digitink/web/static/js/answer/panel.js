// The answer in words: the digit, how sure it is, what else it might be, and a bar for each label of the model.
// @ts-check

import { element, elements, parentOf } from "../elements.js";
import { confidenceInWords, filled, leftOut, percent, runnerUp } from "../format.js";
import { texts } from "../texts.js";

/** @import { Kind, Prediction, Reading } from "../api.js" */
/** @import { Label } from "../texts.js" */

const { labels } = texts;
const NONE = labels.map(() => 0);

export class Panel {
  #elements = elements({ result: HTMLOutputElement, sure: HTMLElement, message: HTMLElement, bars: HTMLElement });
  #title = element("answer", HTMLElement);
  #verdict = parentOf(this.#elements.result);
  #answer = parentOf(this.#verdict);
  #bars = labels.map(bar);
  /** @type {Kind} */
  #kind = "digit";

  constructor() {
    this.#elements.bars.append(...this.#bars.map(({ item }) => item));
    this.clear("digit");
  }

  /** @param {Kind} kind */
  clear(kind) {
    this.#kind = kind;
    this.#elements.bars.hidden = kind === "number";
    this.#show("", "", texts.ready[kind]);
    this.#draw(NONE, null);
  }

  /** An old answer, while a new one is waited for. */
  fade() {
    this.#answer.classList.add("answer-old");
  }

  wait() {
    this.#show("", "", texts.reading);
    this.#draw(NONE, null);
  }

  /** @param {string} words */
  warn(words) {
    this.#show("", "", words, { warning: true });
    this.#draw(NONE, null);
  }

  /**
   * @param {Prediction} prediction
   * @param {{ several?: boolean, soFar?: boolean }} [how] several: what is no digit seems to be more than one;
   * soFar: more may be written, so certainty is kept back
   */
  showDigit({ digit, confidence, probabilities, rejected }, { several = false, soFar = false } = {}) {
    if (soFar) this.#show(rejected ? "" : String(digit), "", "", { soFar });
    else if (several) this.#show("", "", texts.several);
    else if (rejected) this.#show("", texts.rejected, filled(texts.ifAny, { digit }));
    else this.#show(String(digit), confidenceInWords(confidence), runnerUp(digit, probabilities));
    this.#draw(probabilities, rejected ? null : digit);
  }

  /**
   * @param {Reading} reading
   * @param {{ soFar?: boolean }} [how]
   */
  showNumber({ written, confidence, ignored }, { soFar = false } = {}) {
    if (soFar) this.#show(written, "", "", { soFar });
    else if (written) this.#show(written, confidenceInWords(confidence), leftOut(ignored.length));
    else this.#show("", "", texts.noNumber);
    this.showBars(null);
  }

  /** @param {Prediction | null} prediction of one digit of a number; null: none is looked at */
  showBars(prediction) {
    // What only its line tells of a digit has a probability for each digit, whatever the model's labels are.
    this.#elements.bars.hidden = prediction?.probabilities.length !== labels.length;
    this.#draw(prediction?.probabilities ?? NONE, prediction?.digit ?? null);
  }

  /**
   * @param {string} result
   * @param {string} sure
   * @param {string} message
   * @param {{ warning?: boolean, soFar?: boolean }} [how]
   */
  #show(result, sure, message, { warning = false, soFar = false } = {}) {
    const { result: output, sure: words, message: note } = this.#elements;
    this.#answer.classList.remove("answer-old");
    this.#answer.classList.toggle("answer-so-far", soFar);
    this.#verdict.setAttribute("aria-busy", String(soFar)); // what may be another answer soon is not read aloud
    this.#title.textContent = (soFar ? texts.soFar : texts.answer)[this.#kind];
    output.textContent = result;
    const lines = result.split("\n");
    output.style.setProperty("--lines", String(lines.length)); // a long number is written smaller
    output.style.setProperty("--figures", String(Math.max(1, ...lines.map(({ length }) => length))));
    words.textContent = sure;
    note.textContent = message;
    note.classList.toggle("warning", warning);
  }

  /**
   * @param {number[]} probabilities one a label
   * @param {Label | null} best that which is marked, if any
   */
  #draw(probabilities, best) {
    this.#bars.forEach(({ item, meter, column }, place) => {
      const probability = probabilities[place];
      item.classList.toggle("bar-best", labels[place] === best);
      meter.value = probability;
      meter.setAttribute("aria-valuetext", percent(probability));
      column.style.setProperty("--probability", String(probability));
    });
  }
}

/** @param {Label} digit */
function bar(digit) {
  const item = document.createElement("li");
  const meter = document.createElement("meter"); // what a screen reader reads; the column beside it is what is seen
  meter.className = "visually-hidden";
  meter.setAttribute("aria-label", String(digit));
  const column = document.createElement("i");
  column.setAttribute("aria-hidden", "true");
  const label = document.createElement("span");
  label.setAttribute("aria-hidden", "true");
  label.textContent = String(digit);
  item.append(meter, column, label);
  return { item, meter, column };
}
