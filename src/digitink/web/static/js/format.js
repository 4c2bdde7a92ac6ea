// Numbers and sentences as the page's language writes them.
// @ts-check

import { texts } from "./texts.js";

/** @import { Label } from "./texts.js" */

const CLOSE = 0.1; // a second digit that likely is named
const PLURAL = new Intl.PluralRules(texts.language);

/**
 * A text with values in place of the names in braces: "It could also be {other}."
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
export function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
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

/**
 * A probability in words: a tenth of a percent where it matters, and never more than is known: 99.96 % is not 100 %.
 * @param {number} probability 0 to 1
 */
export function percent(probability) {
  const { nearlyAll, hardlyAny, otherwise } = texts.percent;
  if (probability >= 0.9995) return filled(nearlyAll, { percent: decimal(99.9, 1) });
  if (probability < 0.01) return filled(hardlyAny, { percent: decimal(1) });
  const floored = probability >= 0.99 ? decimal(Math.floor(1000 * probability) / 10, 1) : Math.floor(100 * probability);
  return filled(otherwise, { percent: floored });
}

/**
 * A confidence in words, and in percent.
 * @param {number} confidence 0 to 1
 */
export function confidenceInWords(confidence) {
  const steps = /** @type {[number, string][]} */ (texts.confidence_words);
  const [, words] = steps.find(([least]) => confidence >= least) ?? steps[steps.length - 1];
  return filled(texts.sure, { words, percent: percent(confidence) });
}

/**
 * What else a digit may be; nothing where no other is likely.
 * @param {Label} digit
 * @param {number[]} probabilities one a label
 */
export function runnerUp(digit, probabilities) {
  const { labels } = texts;
  const others = probabilities.map((probability, place) => (labels[place] === digit ? -1 : probability));
  const second = others.indexOf(Math.max(...others));
  if (probabilities[second] < CLOSE) return "";
  const forms = /** @type {Record<string, string>} */ (texts.runnerUp);
  return filled(forms[labels[second]] ?? forms.otherwise, { digit: labels[second] }); // an 8, but a 7
}

/**
 * How many marks are no part of a number; nothing where there are none.
 * @param {number} count
 */
export function leftOut(count) {
  const forms = /** @type {Record<string, string>} */ (texts.leftOut);
  return count ? filled(forms[PLURAL.select(count)] ?? forms.other, { count }) : "";
}
