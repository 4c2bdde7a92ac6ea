// Numbers as another language writes them.
// @ts-check

import assert from "node:assert/strict";
import { test } from "node:test";
import { writeTexts } from "./page_texts.js";

writeTexts("de");
const { decimal, leftOut, percent } = await import("../../src/digitink/web/static/js/format.js");

test("German has a comma before the places", () => {
  assert.equal(decimal(99.5, 1), "99,5");
  assert.equal(percent(0.9991), "99,9 %");
  assert.equal(percent(1), "over 99,9 %");
});

test("German tells one from many as English does", () => {
  assert.match(leftOut(1), /^1 mark was /);
  assert.match(leftOut(0), /^$/);
  assert.match(leftOut(5), /^5 marks were /);
});
