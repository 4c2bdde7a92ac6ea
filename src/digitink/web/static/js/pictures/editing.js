// A picture that the browser has decoded and turned upright: reduced, turned or cropped, as a file.
// @ts-check

import { reducedTo } from "../geometry.js";
import { newCanvas } from "../images.js";

/** @import { Box, Size } from "../geometry.js" */
/** @typedef {{ file: File, size: Size }} Edited size in px */

const LONGEST = 2400; // px along the longer side that are sent: half as many again as the server looks at
const QUALITY = 0.85; // of the JPEG that is sent of a larger one: some hundred kilobytes

/**
 * As it is sent: a small one as it is.
 * @param {HTMLImageElement} image shows the file
 * @param {File} file
 * @returns {Promise<Edited>}
 */
export async function reduced(image, file) {
  /** @type {Size} */
  const whole = [image.naturalWidth, image.naturalHeight];
  if (Math.max(...whole) <= LONGEST) return { file, size: whole };
  const smaller = await redrawn(image, [0, 0, ...whole], 0, file);
  return smaller ?? { file, size: whole }; // null where memory does not do
}

/**
 * Turned by a quarter by the clock.
 * @param {HTMLImageElement} image shows the file
 * @param {File} file
 * @returns {Promise<Edited | null>} null where memory does not do
 */
export function turned(image, file) {
  return redrawn(image, [0, 0, image.naturalWidth, image.naturalHeight], 1, file);
}

/**
 * A part of it.
 * @param {HTMLImageElement} image shows the file
 * @param {Box} part
 * @param {File} file
 * @returns {Promise<Edited | null>} null where memory does not do
 */
export function cropped(image, part, file) {
  return redrawn(image, part, 0, file);
}

/**
 * @param {HTMLImageElement} image
 * @param {Box} part
 * @param {number} quarters 0 or 1
 * @param {File} file
 * @returns {Promise<Edited | null>}
 */
async function redrawn(image, [x, y, width, height], quarters, { type, name }) {
  const across = reducedTo([width, height], LONGEST);
  /** @type {Size} */
  const size = quarters ? [across[1], across[0]] : across;
  const [canvas, context] = newCanvas(...size);
  context.imageSmoothingQuality = "high";
  context.translate(size[0] / 2, size[1] / 2);
  context.rotate((quarters * Math.PI) / 2);
  context.drawImage(image, x, y, width, height, -across[0] / 2, -across[1] / 2, ...across);
  const kind = type === "image/jpeg" || isOpaque(context, size) ? "image/jpeg" : "image/png";
  /** @type {Blob | null} */
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, kind, QUALITY));
  return blob && { file: new File([blob], name ?? "picture", { type: kind }), size };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Size} size
 */
function isOpaque(context, size) {
  const { data } = context.getImageData(0, 0, ...size);
  for (let alpha = 3; alpha < data.length; alpha += 4) if (data[alpha] < 255) return false;
  return true;
}
