// A number's road on "How it works": a photograph, the handwriting found in it, its lines, and the digits.
// @ts-check

import { lines } from "../answer/numbers.js";
import { sendFile } from "../api.js";
import { element } from "../elements.js";
import { confidenceInWords, filled } from "../format.js";
import { around } from "../geometry.js";
import { contextOf, decoded } from "../images.js";
import { texts } from "../texts.js";

/** @import { Ink, Reading } from "../api.js" */

const LABEL = 0.11; // a digit's height, as a share of the picture's
const AIR = 8; // px around a line

export async function walkPhotograph() {
  const source = element("photographPicture", HTMLCanvasElement).dataset.sample ?? "";
  const file = await (await fetch(source)).blob();
  const image = await createImageBitmap(file);
  draw("photographPicture", image);
  await drawInk(image, await sendFile("ink", file));
  const reading = await sendFile("number", file);
  const context = draw("linesPicture", image);
  for (const line of lines(reading))
    context.strokeRect(
      ...around(
        line.map(({ box }) => box),
        AIR,
      ),
    );
  drawDigits(draw("pathPicture", image), reading, image.height);
  const text = reading.written.replaceAll("\n", " / ");
  element("pathText", HTMLElement).textContent = filled(texts.steps.path.found, {
    text,
    sure: confidenceInWords(reading.confidence),
  });
}

/**
 * The photograph on a canvas, whose context is given back, ready to draw frames.
 * @param {string} name the canvas's id
 * @param {ImageBitmap} image
 */
function draw(name, image) {
  const canvas = element(name, HTMLCanvasElement);
  [canvas.width, canvas.height] = [image.width, image.height];
  const context = contextOf(canvas);
  context.drawImage(image, 0, 0);
  context.strokeStyle = context.fillStyle = getComputedStyle(canvas).getPropertyValue("--box");
  context.lineWidth = image.width / 200;
  return context;
}

/**
 * Black on white, as a drawing is.
 * @param {ImageBitmap} photograph
 * @param {Ink} ink found in it
 */
async function drawInk({ width, height }, { ink, page }) {
  const found = await decoded(ink);
  const canvas = element("finderPicture", HTMLCanvasElement);
  [canvas.width, canvas.height] = [width, height];
  const context = contextOf(canvas);
  context.fillRect(0, 0, width, height);
  context.drawImage(found, ...page);
  context.globalCompositeOperation = "difference"; // white becomes black, and black white
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Reading} reading
 * @param {number} height the picture's
 */
function drawDigits(context, { digits }, height) {
  const size = LABEL * height;
  context.font = `600 ${size}px system-ui, sans-serif`;
  context.textAlign = "center";
  for (const {
    box: [x, y, width, tall],
    prediction,
  } of digits) {
    context.strokeRect(x, y, width, tall);
    context.fillText(String(prediction.digit), x + width / 2, y - 0.2 * size);
  }
}
