// The last drawings as a file to keep: each as a PNG, and the strokes of all as JSON.

import { zipped } from "./zip.js";

// entries as History keeps them.
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

// With what, how wide in px, and through which points: [x, y] in px of a sheet that is so high.
function stroke({ compositeOperation, maxWidth, points }) {
  const tool = compositeOperation === "destination-out" ? "eraser" : "pen";
  const rounded = (length) => Math.round(10 * length) / 10;
  return { tool, width: rounded(2 * maxWidth), points: points.map(({ x, y }) => [rounded(x), rounded(y)]) };
}

function bytesOf(dataUrl) {
  return Uint8Array.from(atob(dataUrl.slice(dataUrl.indexOf(",") + 1)), (letter) => letter.charCodeAt(0));
}
