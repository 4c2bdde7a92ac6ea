// The pictures of "How it works", made from the last drawing, or from a sample where there is none yet.
// @ts-check

import { drawHeat } from "./answer/heat.js";
import { read, reasonOf, Unreachable } from "./api.js";
import { element } from "./elements.js";
import { decimal, filled, percent } from "./format.js";
import { lastDrawings } from "./history/history.js";
import { walkPhotograph } from "./how/road.js";
import { samplePicture } from "./how/sample.js";
import { contextOf, decoded } from "./images.js";
import { texts } from "./texts.js";

/** @import { Explanation } from "./api.js" */
/** @import { Box } from "./geometry.js" */

const RETRY = 2000; // ms
const ACCENT = getComputedStyle(document.documentElement).getPropertyValue("--box");

/**
 * Show the drawing, with a frame around a part of it.
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLImageElement} image
 * @param {Box} frame
 * @param {number[]} dashes none for a solid line
 */
function drawFramed(canvas, image, frame, dashes) {
  const sides = [0, 1].map((side) => Math.min(0, frame[side])); // the square may reach beyond the sheet
  const ends = [Math.max(image.naturalWidth, frame[0] + frame[2]), Math.max(image.naturalHeight, frame[1] + frame[3])];
  const margin = 4;
  const scale = 2;
  canvas.width = scale * (ends[0] - sides[0] + 2 * margin);
  canvas.height = scale * (ends[1] - sides[1] + 2 * margin);
  const context = contextOf(canvas);
  context.scale(scale, scale);
  context.translate(margin - sides[0], margin - sides[1]);
  context.drawImage(image, 0, 0);
  context.strokeStyle = ACCENT;
  context.lineWidth = 2;
  context.setLineDash(dashes);
  context.strokeRect(...frame);
}

/** @param {string} address a data URL of what the network saw */
async function drawSeen(address) {
  const image = await decoded(address);
  const canvas = element("seenPicture", HTMLCanvasElement);
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  const context = contextOf(canvas, { willReadFrequently: true });
  context.drawImage(image, 0, 0);
  canvas.addEventListener("pointermove", ({ offsetX, offsetY }) => {
    const [column, row] = [offsetX / canvas.clientWidth, offsetY / canvas.clientHeight].map((fraction) =>
      Math.min(27, Math.max(0, Math.floor(28 * fraction))),
    );
    const value = context.getImageData(column, row, 1, 1).data[0];
    element("pixel", HTMLElement).textContent = filled(texts.steps.seen.pixel, {
      row: row + 1,
      column: column + 1,
      value,
    });
  });
}

/** @param {Explanation} explanation */
function tabulate({ logits, prediction }) {
  element("numbers", HTMLElement).replaceChildren(
    ...prediction.probabilities.map((probability, place) => {
      const row = document.createElement("tr");
      row.classList.toggle("scores-best", texts.labels[place] === prediction.digit);
      const name = document.createElement("th");
      name.scope = "row";
      name.textContent = String(texts.labels[place]);
      for (const text of [decimal(logits[place], 1), percent(probability)]) {
        const cell = document.createElement("td");
        cell.textContent = text;
        row.append(cell);
      }
      row.prepend(name);
      row.style.setProperty("--probability", String(probability));
      return row;
    }),
  );
}

async function walk() {
  const [last] = lastDrawings().filter(({ kind, text }) => kind === "digit" && text);
  const drawn = last?.picture ?? samplePicture();
  const explanation = await read("explanation", drawn);
  const { steps } = texts;
  element("lead", HTMLElement).textContent = last ? steps.lead.yours : steps.lead.sample;
  const image = await decoded(drawn);
  const [, , width, height] = explanation.box;
  element("inkText", HTMLElement).textContent = filled(steps.ink.picture, {
    width,
    height,
    all: explanation.size.join(" × "),
  });
  drawFramed(element("inkPicture", HTMLCanvasElement), image, explanation.box, []);
  drawFramed(element("cropPicture", HTMLCanvasElement), image, explanation.frame, [5, 5]);
  await drawSeen(explanation.seen);
  tabulate(explanation);
  await drawHeat(element("whyPicture", HTMLCanvasElement), explanation);
  element("whyText", HTMLElement).textContent = filled(texts.whyReading, { digit: explanation.prediction.digit });
  await walkPhotograph();
  document.body.classList.add("walked");
}

async function start() {
  try {
    await walk();
  } catch (error) {
    element("lead", HTMLElement).textContent = reasonOf(error);
    if (error instanceof Unreachable) setTimeout(start, RETRY);
  }
}

start();
