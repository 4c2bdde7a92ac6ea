// A number's road on "How it works": a photograph, the handwriting found in it, its lines, and the digits.

import { lines } from "./digits.js";
import { filled, sureness } from "./panel.js";
import { sendFile } from "./reading.js";
import { texts } from "./texts.js";

const element = (id) => document.getElementById(id);
const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name);
const LABEL = 0.11; // a digit's height, as a share of the picture's

export async function walkPhotograph() {
  const source = element("photographPicture").dataset.sample;
  const file = await (await fetch(source)).blob();
  const image = await createImageBitmap(file);
  draw("photographPicture", image);
  const { ink, page } = await sendFile("ink", file);
  await drawInk(image, ink, page);
  const reading = await sendFile("number", file);
  const context = draw("linesPicture", image);
  for (const line of lines(reading)) context.strokeRect(...around(line.map(({ box }) => box)));
  drawDigits(draw("pathPicture", image), reading, image.height);
  const text = reading.written.replaceAll("\n", " / ");
  element("pathText").textContent = filled(texts.steps.path.found, { text, sure: sureness(reading.confidence) });
}

// The photograph on a canvas, whose context is given back, ready to draw frames.
function draw(name, image) {
  const canvas = element(name);
  [canvas.width, canvas.height] = [image.width, image.height];
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  context.strokeStyle = context.fillStyle = color("--box");
  context.lineWidth = image.width / 200;
  return context;
}

// Black on white, as a drawing is.
async function drawInk({ width, height }, ink, page) {
  const found = new Image();
  found.src = ink;
  await found.decode();
  const canvas = element("finderPicture");
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d");
  context.fillRect(0, 0, width, height);
  context.drawImage(found, ...page);
  context.globalCompositeOperation = "difference"; // white becomes black, and black white
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
}

function drawDigits(context, { digits }, height) {
  const size = LABEL * height;
  context.font = `600 ${size}px system-ui, sans-serif`;
  context.textAlign = "center";
  for (const { box: [x, y, width, tall], prediction } of digits) {
    context.strokeRect(x, y, width, tall);
    context.fillText(prediction.digit, x + width / 2, y - 0.2 * size);
  }
}

// [x, y, width, height] around boxes, with a little air.
function around(boxes) {
  const air = 8;
  const left = Math.min(...boxes.map(([x]) => x)) - air;
  const top = Math.min(...boxes.map(([, y]) => y)) - air;
  const right = Math.max(...boxes.map(([x, , width]) => x + width)) + air;
  const bottom = Math.max(...boxes.map(([, y, , height]) => y + height)) + air;
  return [left, top, right - left, bottom - top];
}
