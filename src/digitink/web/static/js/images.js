// What canvases draw with and on: a context, a decoded image.
// @ts-check

/**
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasRenderingContext2DSettings} [settings]
 * @returns {CanvasRenderingContext2D}
 * @throws {Error} where memory does not do
 */
export function contextOf(canvas, settings) {
  const context = canvas.getContext("2d", settings);
  if (context) return context;
  throw new Error("The browser has no memory for a canvas");
}

/**
 * A canvas of a size in px, with its context.
 * @param {number} width
 * @param {number} height
 * @returns {[HTMLCanvasElement, CanvasRenderingContext2D]}
 */
export function newCanvas(width, height) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  return [canvas, contextOf(canvas)];
}

/**
 * @param {string} address a URL, that of data or of a Blob too
 * @returns {Promise<HTMLImageElement>} rejects where the browser knows no such picture
 */
export async function decoded(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  return image;
}
