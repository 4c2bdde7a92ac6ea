// The drawings as they are exported.
// @ts-check

import assert from "node:assert/strict";
import { test } from "node:test";
import { timed } from "../../../src/digitink/web/static/js/draw/strokes.js";
import { exported } from "../../../src/digitink/web/static/js/history/exporting.js";

/** @import { Stroke } from "../../../src/digitink/web/static/js/draw/strokes.js" */

/** @type {Stroke} */
const PEN = {
  ...{ minWidth: 7.02, maxWidth: 7.02, dotSize: 7, penColor: "black", velocityFilterWeight: 0.7 },
  compositeOperation: "source-over",
  points: [{ x: 10.26, y: 20 }].map(timed),
};
const PICTURE = `data:image/png;base64,${btoa("a picture")}`;

test("strokes are told as tool, width and points, and pictures lie beside them", async () => {
  const drawing = {
    strokes: [PEN, { ...PEN, compositeOperation: /** @type {const} */ ("destination-out") }],
    height: 499.6,
  };
  const entry = { id: Date.UTC(2026, 0, 2), kind: /** @type {const} */ ("digit"), text: "7", thumbnail: "" };
  const archive = Buffer.from(await exported([{ ...entry, drawing, picture: PICTURE }]).arrayBuffer());
  const written = archive.toString("latin1");
  const [told] = JSON.parse(written.slice(written.indexOf("[\n"), written.lastIndexOf("\n]") + 2));
  assert.deepEqual(told, {
    picture: `${entry.id}.png`,
    drawn: "2026-01-02T00:00:00.000Z",
    kind: "digit",
    read: "7",
    height: 500,
    strokes: [
      { tool: "pen", width: 14, points: [[10.3, 20]] },
      { tool: "eraser", width: 14, points: [[10.3, 20]] },
    ],
  });
  assert.ok(written.includes(`${entry.id}.pnga picture`));
});
