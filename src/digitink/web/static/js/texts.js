// All that the page says, in the language in which the server wrote it into the page.
// @ts-check

/**
 * @typedef {string | number} Label of what is read: 7, or "A" where the model reads letters
 * @typedef {typeof import("../../texts.json") & { language: string, labels: Label[] }} Texts
 * labels: what the answer may be, in the order of a prediction's probabilities
 */

/** @type {Texts} */
export const texts = JSON.parse(document.getElementById("texts")?.textContent ?? "");
