// The sheet with its boxes and the answer below, as a picture.
// @ts-check

import { newCanvas } from "../images.js";

/** @import { Size } from "../geometry.js" */

const BAND = 0.12; // the answer's height, as a share of the picture's longer side

/**
 * @param {CanvasImageSource} image shows what is read
 * @param {Size} size its own, in px
 * @param {SVGSVGElement} svg has the boxes in these px
 * @param {string} words the answer
 * @returns {Promise<Blob>} a PNG
 */
export function annotated(image, [width, height], svg, words) {
  const band = Math.round(BAND * Math.max(width, height));
  const [canvas, context] = newCanvas(width, height + band);
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height + band);
  context.drawImage(image, 0, 0, width, height);
  for (const mark of svg.children) drawMark(context, mark, width);
  context.fillStyle = "#23211d";
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.font = `600 ${0.5 * band}px Georgia, serif`;
  context.fillText(words, 0.2 * band, height + 0.52 * band, width - 0.4 * band);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no memory for a picture"))), "image/png");
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Element} mark a rect or a text
 * @param {number} width the picture's
 */
function drawMark(context, mark, width) {
  const style = getComputedStyle(mark);
  /** @type {(name: string) => number} */
  const number = (name) => Number(mark.getAttribute(name));
  if (mark.tagName === "rect") {
    context.strokeStyle = style.stroke;
    context.lineWidth = Math.max(1, width / 500) * (mark.classList.contains("box-doubtful") ? 2 : 1);
    context.setLineDash(mark.classList.contains("box-ignored") ? [6, 5] : []);
    context.strokeRect(number("x"), number("y"), number("width"), number("height"));
    return;
  }
  context.font = `600 ${number("font-size")}px system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  context.fillStyle = style.fill;
  context.fillText(mark.textContent ?? "", number("x"), number("y"));
}
