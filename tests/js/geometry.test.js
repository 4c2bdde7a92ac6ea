// Points and rectangles.
// @ts-check

import assert from "node:assert/strict";
import { test } from "node:test";
import { around, crossing, inPicture, reducedTo, spanned } from "../../src/digitink/web/static/js/geometry.js";

const SHEET = { left: 10, right: 110, top: 20, bottom: 220 };

test("a way onto the sheet enters it where it meets its edge", () => {
  assert.deepEqual(crossing({ x: 0, y: 50 }, { x: 60, y: 50 }, SHEET), { x: 10, y: 50 });
  assert.deepEqual(crossing({ x: 60, y: 0 }, { x: 60, y: 100 }, SHEET), { x: 60, y: 20 });
  assert.deepEqual(crossing({ x: 120, y: 50 }, { x: 60, y: 50 }, SHEET), { x: 110, y: 50 });
  assert.deepEqual(crossing({ x: 0, y: 10 }, { x: 40, y: 50 }, SHEET), { x: 10, y: 20 });
});

test("a way across the whole sheet enters it too", () => {
  assert.deepEqual(crossing({ x: 0, y: 100 }, { x: 200, y: 100 }, SHEET), { x: 10, y: 100 });
});

test("a way beside the sheet, or that ends before it, does not enter it", () => {
  assert.equal(crossing({ x: 0, y: 0 }, { x: 200, y: 0 }, SHEET), null);
  assert.equal(crossing({ x: 0, y: 50 }, { x: 9, y: 50 }, SHEET), null);
  assert.equal(crossing({ x: 0, y: 200 }, { x: 30, y: 290 }, SHEET), null);
  assert.equal(crossing({ x: 5, y: 30 }, { x: 5, y: 90 }, SHEET), null);
});

test("a sheet without width is never entered", () => {
  assert.equal(crossing({ x: 0, y: 0 }, { x: 0, y: 10 }, { left: 0, right: 0, top: 0, bottom: 10 }), null);
});

test("two points span a rectangle whichever comes first", () => {
  assert.deepEqual(spanned({ x: 30, y: 5 }, { x: 10, y: 25 }), [10, 5, 30, 25]);
  assert.deepEqual(spanned({ x: 10, y: 25 }, { x: 30, y: 5 }), [10, 5, 30, 25]);
});

test("the box around boxes holds all of them and air on every side", () => {
  assert.deepEqual(
    around(
      [
        [10, 40, 20, 30],
        [50, 35, 10, 10],
      ],
      8,
    ),
    [2, 27, 66, 51],
  );
  assert.deepEqual(around([[10, 40, 20, 30]], 0), [10, 40, 20, 30]);
});

test("corners on the screen are found in a wide picture with margins above and below", () => {
  const box = { left: 100, top: 50, width: 200, height: 200 }; // shows 400 x 200 in its middle, at half its size
  assert.deepEqual(inPicture([100, 100, 300, 200], [400, 200], box), [0, 0, 400, 200]);
  assert.deepEqual(inPicture([150, 110, 200, 150], [400, 200], box), [100, 20, 200, 100]);
});

test("corners beyond the picture are its own", () => {
  const box = { left: 0, top: 0, width: 100, height: 300 }; // shows 100 x 100 in its middle
  assert.deepEqual(inPicture([-5, 0, 400, 290], [100, 100], box), [0, 0, 100, 100]);
});

test("a size is reduced along its longer side, never enlarged, never to nothing", () => {
  assert.deepEqual(reducedTo([4800, 1200], 2400), [2400, 600]);
  assert.deepEqual(reducedTo([1200, 4800], 2400), [600, 2400]);
  assert.deepEqual(reducedTo([2400, 10], 2400), [2400, 10]);
  assert.deepEqual(reducedTo([100_000, 1], 2400), [2400, 1]);
});
