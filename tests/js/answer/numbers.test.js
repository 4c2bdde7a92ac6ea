// A number's lines, and its digits put right.
// @ts-check

import assert from "node:assert/strict";
import { test } from "node:test";
import { lines, withDigit } from "../../../src/digitink/web/static/js/answer/numbers.js";

test("each line has its own digits, signs and breaks aside", () => {
  assert.deepEqual(lines({ text: "19\n3.14\n7", digits: [1, 9, 3, 1, 4, 7] }), [[1, 9], [3, 1, 4], [7]]);
});

test("a reading without digits is one line without any", () => {
  assert.deepEqual(lines({ text: "", digits: [] }), [[]]);
});

test("a digit is put right at its place, counted over lines and signs", () => {
  assert.equal(withDigit("3.14", 1, 7), "3.74");
  assert.equal(withDigit("19\n95", 2, 0), "19\n05");
});

test("what is no digit is taken out", () => {
  assert.equal(withDigit("1995", 0, null), "995");
  assert.equal(withDigit("19\n95", 3, null), "19\n9");
});

test("a place that the number does not have leaves it as it is", () => {
  assert.equal(withDigit("42", 2, 7), "42");
});
