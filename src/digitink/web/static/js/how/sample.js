// A drawing to show where there is none of the visitor's own yet: a three in one stroke.
// @ts-check

import { newCanvas } from "../images.js";

const SIDE = 280;
// biome-ignore format: x and y stand together
/** @type {[x: number, y: number][]} */
const POINTS = [
  [92, 72], [110, 54], [138, 46], [166, 54], [180, 76], [172, 104], [146, 124], [128, 130],
  [156, 134], [182, 152], [192, 182], [178, 214], [146, 230], [112, 226], [90, 206],
];

/** As a data URL: black ink on white. */
export function samplePicture() {
  const [canvas, context] = newCanvas(SIDE, SIDE);
  context.fillStyle = "white";
  context.fillRect(0, 0, SIDE, SIDE);
  context.lineWidth = 14;
  context.lineCap = context.lineJoin = "round";
  context.beginPath();
  context.moveTo(...POINTS[0]);
  for (let place = 1; place < POINTS.length - 1; place += 1) {
    const [x, y] = POINTS[place];
    const [nextX, nextY] = POINTS[place + 1];
    context.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
  }
  context.lineTo(...POINTS[POINTS.length - 1]);
  context.stroke();
  return canvas.toDataURL("image/png");
}
