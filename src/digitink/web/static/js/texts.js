// All that the page says, in the language in which the server wrote it into the page.
// @ts-check

/** @typedef {typeof import("../../texts.json") & { language: string }} Texts */

/** @type {Texts} */
export const texts = JSON.parse(document.getElementById("texts")?.textContent ?? "");
