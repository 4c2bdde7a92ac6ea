// Shares, numbers and sentences in English.
// @ts-check

import assert from "node:assert/strict";
import { test } from "node:test";
import { writeTexts } from "./page_texts.js";

writeTexts("en");
const { decimal, filled, leftOut, percent, runnerUp, confidenceInWords } = await import(
  "../../src/digitink/web/static/js/format.js"
);

const ALL = Array(10).fill(0);

test("a share is never more than is known", () => {
  assert.equal(percent(0.9994), "99.9 %");
  assert.equal(percent(0.99999), "over 99.9 %");
  assert.equal(percent(1), "over 99.9 %");
  assert.equal(percent(0.9899), "98 %");
  assert.equal(percent(0.995), "99.5 %");
  assert.equal(percent(0.01), "1 %");
  assert.equal(percent(0.0099), "under 1 %");
  assert.equal(percent(0), "under 1 %");
});

test("how sure an answer is changes its words where a step begins", () => {
  assert.equal(confidenceInWords(0.995), "Very sure (99.5 %)");
  assert.equal(confidenceInWords(0.9949), "Quite sure (99.4 %)");
  assert.equal(confidenceInWords(0.8), "Fairly sure (80 %)");
  assert.equal(confidenceInWords(0.5), "Not sure (50 %)");
  assert.equal(confidenceInWords(0), "Just a guess (under 1 %)");
});

test("a second digit is named where it is likely", () => {
  assert.equal(runnerUp(1, ALL.with(1, 0.8).with(7, 0.2)), "It could also be a 7.");
  assert.equal(runnerUp(3, ALL.with(3, 0.8).with(8, 0.1)), "It could also be an 8.");
  assert.equal(runnerUp(1, ALL.with(1, 0.91).with(7, 0.09)), "");
});

test("the digit that was read is no second one to itself", () => {
  assert.equal(runnerUp(4, ALL.with(4, 1)), "");
});

test("marks that were left out are counted in words", () => {
  assert.equal(leftOut(0), "");
  assert.match(leftOut(1), /^1 mark was /);
  assert.match(leftOut(2), /^2 marks were /);
});

test("each name in braces is filled, as often as it stands", () => {
  assert.equal(filled("{done} of {all}, {done}", { done: 3, all: "four" }), "3 of four, 3");
  assert.equal(filled("no names", {}), "no names");
  assert.equal(filled("{digit}", { digit: 0 }), "0");
});

test("a number has so many places, no more and no fewer", () => {
  assert.equal(decimal(-12.345, 1), "-12.3");
  assert.equal(decimal(2, 1), "2.0");
  assert.equal(decimal(1234.5), "1,235");
});
