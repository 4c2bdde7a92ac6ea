// The texts as the server writes them into a page, for modules that say something: call first, then import these.
// @ts-check

import { readFileSync } from "node:fs";

const TEXTS = new URL("../../src/digitink/web/texts.json", import.meta.url);

/** @param {string} language of numbers and plurals; the words stay English */
export function writeTexts(language) {
  const labels = [...Array(10).keys()];
  const textContent = JSON.stringify({ ...JSON.parse(readFileSync(TEXTS, "utf8")), language, labels });
  Object.assign(globalThis, { document: { getElementById: () => ({ textContent }) } });
}
