// The answer in words: the digit, how sure it is, what else it might be, and ten bars.

import { texts } from "./texts.js";

const CLOSE = 0.1; // a second digit that likely is named
const NONE = Array(10).fill(0);
const PLURAL = new Intl.PluralRules(texts.language);

export class Panel {
  #elements;
  #bars;
  #kind = "digit";

  // elements: { answer, verdict, title, result, sure, message, bars }
  constructor(elements) {
    this.#elements = elements;
    this.#bars = Array.from({ length: 10 }, (_, digit) => bar(digit));
    elements.bars.append(...this.#bars);
    this.clear("digit");
  }

  // kind is "digit" or "number".
  clear(kind) {
    this.#kind = kind;
    this.#elements.bars.hidden = kind === "number";
    this.#say("", "", texts.ready[kind]);
    this.#draw(NONE, -1);
  }

  // An old answer, while a new one is waited for.
  fade() {
    this.#elements.answer.classList.add("old");
  }

  wait() {
    this.#say("", "", texts.reading);
    this.#draw(NONE, -1);
  }

  warn(words) {
    this.#say("", "", words, { warning: true });
    this.#draw(NONE, -1);
  }

  // several: what is no digit seems to be more than one; soFar: more may be written, so certainty is kept back.
  showDigit({ digit, confidence, probabilities, rejected }, { several = false, soFar = false } = {}) {
    if (soFar) this.#say(rejected ? "" : String(digit), "", "", { soFar });
    else if (several) this.#say("", "", texts.several);
    else if (rejected) this.#say("", texts.rejected, filled(texts.ifAny, { digit }));
    else this.#say(String(digit), sureness(confidence), runnerUp(digit, probabilities));
    this.#draw(probabilities, rejected ? -1 : digit);
  }

  showNumber({ written, confidence, ignored }, { soFar = false } = {}) {
    if (soFar) this.#say(written, "", "", { soFar });
    else if (written) this.#say(written, sureness(confidence), leftOut(ignored.length));
    else this.#say("", "", texts.noNumber);
    this.showBars(null);
  }

  // The bars of one digit of a number; null: none is looked at.
  showBars(prediction) {
    this.#elements.bars.hidden = prediction === null;
    this.#draw(prediction?.probabilities ?? NONE, prediction?.digit ?? -1);
  }

  #say(result, sure, message, { warning = false, soFar = false } = {}) {
    const { title, verdict, result: output, sure: words, message: note } = this.#elements;
    this.#elements.answer.classList.remove("old");
    this.#elements.answer.classList.toggle("soFar", soFar);
    verdict.setAttribute("aria-busy", String(soFar)); // what may be another answer soon is not read aloud
    title.textContent = (soFar ? texts.soFar : texts.answer)[this.#kind];
    output.textContent = result;
    const lines = result.split("\n");
    output.style.setProperty("--lines", lines.length); // a long number is written smaller
    output.style.setProperty("--figures", Math.max(1, ...lines.map(({ length }) => length)));
    words.textContent = sure;
    note.textContent = message;
    note.classList.toggle("warning", warning);
  }

  #draw(probabilities, best) {
    this.#bars.forEach((item, digit) => {
      const share = probabilities[digit];
      item.classList.toggle("best", digit === best);
      item.querySelector("meter").value = share;
      item.querySelector("i").style.setProperty("--share", share);
      item.querySelector("meter").setAttribute("aria-valuetext", percent(share));
    });
  }
}

function bar(digit) {
  const item = document.createElement("li");
  const meter = document.createElement("meter"); // what a screen reader reads; the column beside it is what is seen
  meter.setAttribute("aria-label", String(digit));
  const column = document.createElement("i");
  column.setAttribute("aria-hidden", "true");
  const label = document.createElement("span");
  label.setAttribute("aria-hidden", "true");
  label.textContent = digit;
  item.append(meter, column, label);
  return item;
}

export function sureness(confidence) {
  const [, words] = texts.sureness.find(([least]) => confidence >= least);
  return filled(texts.sure, { words, percent: percent(confidence) });
}

function runnerUp(digit, probabilities) {
  const other = probabilities.map((share, each) => (each === digit ? -1 : share));
  const second = other.indexOf(Math.max(...other));
  if (probabilities[second] < CLOSE) return "";
  return filled(texts.runnerUp[second] ?? texts.runnerUp.otherwise, { digit: second }); // an 8, but a 7
}

function leftOut(count) {
  return count ? filled(texts.leftOut[PLURAL.select(count)] ?? texts.leftOut.other, { count }) : "";
}

// A share in words: a tenth of a percent where it matters, and never more than is known: 99.96 % is not 100 %.
export function percent(share) {
  const { nearlyAll, hardlyAny, otherwise } = texts.percent;
  if (share >= 0.9995) return filled(nearlyAll, { percent: decimal(99.9, 1) });
  if (share < 0.01) return filled(hardlyAny, { percent: decimal(1) });
  return filled(otherwise, { percent: share >= 0.99 ? decimal(Math.floor(1000 * share) / 10, 1) : Math.floor(100 * share) });
}

/**
 * A number as the page's language writes it.
 * @param {number} value
 * @param {number} [places] after the point
 * @returns {string}
 */
export function decimal(value, places = 0) {
  return value.toLocaleString(texts.language, { minimumFractionDigits: places, maximumFractionDigits: places });
}

// "It could also be {other}." with its values.
export function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
