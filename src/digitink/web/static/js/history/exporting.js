// The last drawings as a file to keep: each as a PNG, and the strokes of all as JSON.
// @ts-check

import { zipped } from "./zip.js";

/** @import { Stroke } from "../draw/strokes.js" */
/** @import { Entry } from "./history.js" */

/**
 * @param {Entry[]} entries
 * @returns {Blob} a ZIP file
 */
export function exported(entries) {
  const drawings = entries.map(({ id, kind, text, drawing }) => ({
    picture: `${id}.png`,
    drawn: new Date(id).toISOString(),
    kind,
    read: text,
    height: Math.round(drawing.height),
    strokes: drawing.strokes.map(stroke),
  }));
  const json = new TextEncoder().encode(JSON.stringify(drawings, null, 1));
  const pictures = entries.map(({ id, picture }) => ({ name: `${id}.png`, bytes: bytesOf(picture) }));
  return zipped([{ name: "drawings.json", bytes: json }, ...pictures]);
}

/**
 * With what, how wide in px, and through which points: [x, y] in px of a sheet that is so high.
 * @param {Stroke} drawn
 */
function stroke({ compositeOperation, maxWidth, points }) {
  const tool = compositeOperation === "destination-out" ? "eraser" : "pen";
  /** @type {(length: number) => number} */
  const rounded = (length) => Math.round(10 * length) / 10;
  return { tool, width: rounded(2 * maxWidth), points: points.map(({ x, y }) => [rounded(x), rounded(y)]) };
}

/** @param {string} dataUrl */
function bytesOf(dataUrl) {
  return Uint8Array.from(atob(dataUrl.slice(dataUrl.indexOf(",") + 1)), (letter) => letter.charCodeAt(0));
}
