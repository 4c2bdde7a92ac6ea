// The ink, colored by how much each part of it spoke for the answer.
// @ts-check

import { contextOf, decoded, newCanvas } from "../images.js";

/** @import { Explanation } from "../api.js" */

const FOR = [214, 93, 14]; // red, green, blue
const AGAINST = [37, 99, 195];
const NEITHER = [150, 147, 140];

/**
 * Draw an explanation on a canvas as large as its picture; resolves when that is done.
 * @param {HTMLCanvasElement} canvas
 * @param {Explanation} explanation
 */
export async function drawHeat(canvas, explanation) {
  const [width, height] = explanation.size;
  const scale = Math.min(1, 1000 / Math.max(width, height)); // a photograph's own pixels are more than a screen's
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = contextOf(canvas);
  context.scale(scale, scale);
  context.imageSmoothingQuality = "high";
  context.drawImage(await stencil(explanation.ink), ...explanation.page);
  context.globalCompositeOperation = "source-atop"; // from here on, color what is there
  context.fillStyle = `rgb(${NEITHER})`;
  context.fillRect(0, 0, width, height);
  context.drawImage(colored(explanation.heat), ...explanation.frame);
}

/**
 * A picture whose white is what is drawn, and whose black is nothing.
 * @param {string} address
 */
async function stencil(address) {
  const image = await decoded(address);
  const [canvas, context] = newCanvas(image.naturalWidth, image.naturalHeight);
  context.drawImage(image, 0, 0);
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  for (let place = 0; place < pixels.data.length; place += 4) pixels.data[place + 3] = pixels.data[place];
  context.putImageData(pixels, 0, 0);
  return canvas;
}

/** @param {number[][]} heat as many rows as columns */
function colored(heat) {
  const [canvas, context] = newCanvas(heat.length, heat.length);
  const pixels = context.createImageData(heat.length, heat.length);
  pixels.data.set(heatPixels(heat));
  context.putImageData(pixels, 0, 0);
  return canvas;
}

/**
 * The colors of a heat map, pixel by pixel: red, green, blue, and how much of them, 0 to 255.
 * @param {number[][]} heat 1 spoke most for the answer, -1 most against it
 */
export function heatPixels(heat) {
  return heat.flat().flatMap((value) => {
    const color = value > 0 ? FOR : AGAINST;
    return [...color, Math.round(255 * Math.min(1, Math.abs(value)))];
  });
}
