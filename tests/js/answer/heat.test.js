// The colors of a heat map.
// @ts-check

import assert from "node:assert/strict";
import { test } from "node:test";
import { heatPixels } from "../../../src/digitink/web/static/js/answer/heat.js";

test("what speaks for the answer is orange, what speaks against it blue, row by row", () => {
  const [one, other, third, last] = chunks(
    heatPixels([
      [1, -1],
      [0.5, -0.2],
    ]),
  );
  assert.deepEqual(one, [214, 93, 14, 255]);
  assert.deepEqual(other, [37, 99, 195, 255]);
  assert.deepEqual(third, [214, 93, 14, 128]);
  assert.deepEqual(last, [37, 99, 195, 51]);
});

test("what tells nothing is not colored, and nothing is more than opaque", () => {
  assert.equal(heatPixels([[0]])[3], 0);
  assert.equal(heatPixels([[1.5]])[3], 255);
});

/** @param {number[]} pixels */
function chunks(pixels) {
  return Array.from({ length: pixels.length / 4 }, (_, place) => pixels.slice(4 * place, 4 * place + 4));
}
