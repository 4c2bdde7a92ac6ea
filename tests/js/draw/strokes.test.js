// Strokes as vectors.
// @ts-check

import assert from "node:assert/strict";
import { test } from "node:test";
import { right, scaled, timed, withEnd } from "../../../src/digitink/web/static/js/draw/strokes.js";

/** @import { Stroke } from "../../../src/digitink/web/static/js/draw/strokes.js" */

/** @type {Stroke} */
const STROKE = {
  minWidth: 7,
  maxWidth: 7,
  dotSize: 7,
  penColor: "black",
  velocityFilterWeight: 0.7,
  compositeOperation: "source-over",
  points: [
    { x: 10, y: 20 },
    { x: 30, y: 5 },
  ].map(timed),
};

test("strokes and their pen are scaled together, and the others stay as they are", () => {
  const [twice] = scaled([STROKE], 2);
  assert.deepEqual([twice.minWidth, twice.maxWidth, twice.dotSize], [14, 14, 14]);
  assert.deepEqual(
    twice.points.map(({ x, y }) => [x, y]),
    [
      [20, 40],
      [60, 10],
    ],
  );
  assert.deepEqual(
    twice.points.map(({ time, pressure }) => [time, pressure]),
    [
      [0, 0.5],
      [1, 0.5],
    ],
  );
  assert.equal(twice.penColor, "black");
  assert.equal(STROKE.points[0].x, 10);
});

test("strokes reach as far to the right as their pen does", () => {
  assert.equal(right([STROKE, { ...STROKE, maxWidth: 1 }]), 37);
  assert.equal(right([]), 1); // nothing is divided by nothing
});

test("the last point stands twice, unless there is but one", () => {
  const points = withEnd(STROKE.points);
  assert.equal(points.length, 3);
  assert.deepEqual(points[2], points[1]);
  assert.notEqual(points[2], points[1]);
  assert.equal(withEnd(STROKE.points.slice(1)).length, 1);
});
