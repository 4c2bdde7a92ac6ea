// Where labels stand.
// @ts-check

import assert from "node:assert/strict";
import { test } from "node:test";
import { Labels } from "../../../src/digitink/web/static/js/answer/labels.js";

/** @import { Box, Size } from "../../../src/digitink/web/static/js/geometry.js" */

/** @type {Size} */
const SIZE = [500, 200];

test("the labels of a line stand above it, of one size, over the middle of each box", () => {
  /** @type {Box[]} */
  const boxes = [
    [100, 80, 40, 60],
    [200, 90, 40, 50],
  ];
  const places = new Labels(boxes, SIZE, 1, 0).line(boxes);
  assert.deepEqual(
    places.map((place) => place?.x),
    [120, 220],
  );
  assert.equal(places[0]?.size, places[1]?.size);
  for (const [each, [, top]] of boxes.entries()) assert.ok((places[each]?.y ?? Infinity) < top);
});

test("where there is no room above, all of the line stand below", () => {
  /** @type {Box[]} */
  const boxes = [
    [100, 2, 40, 60],
    [200, 80, 40, 50],
  ];
  const places = new Labels(boxes, SIZE, 1, 0).line(boxes);
  for (const [each, [, top, , height]] of boxes.entries()) assert.ok((places[each]?.y ?? 0) > top + height);
});

test("what is free above the picture is room too", () => {
  /** @type {Box[]} */
  const boxes = [[100, 2, 40, 60]];
  const [place] = new Labels(boxes, SIZE, 1, 40).line(boxes);
  assert.ok((place?.y ?? Infinity) < 2);
});

test("a label is never so small that it is not read: it is left out", () => {
  /** @type {Box[]} */
  const boxes = [[100, 80, 40, 60]];
  assert.deepEqual(new Labels(boxes, SIZE, 4, 0).line(boxes), [null]); // twelve px of the screen are 48 of the picture
});

test("no label covers what is written, or another label", () => {
  /** @type {Box[]} */
  const boxes = [
    [100, 80, 40, 40],
    [100, 0, 40, 78],
    [100, 122, 40, 78],
  ];
  assert.equal(new Labels(boxes, SIZE, 1, 0).note(boxes[0], 4), null);
  const labels = new Labels([[100, 80, 40, 40]], SIZE, 1, 0);
  const first = labels.note([100, 80, 40, 40], 4);
  const second = labels.note([100, 80, 40, 40], 4);
  assert.ok(first && second);
  assert.ok(first.y > 120 && second.y < 80); // below, and then above
  assert.equal(labels.note([100, 80, 40, 40], 4), null);
});

test("a note that would reach beyond the picture is left out", () => {
  assert.equal(new Labels([], SIZE, 1, 0).note([0, 80, 10, 40], 6), null);
});
