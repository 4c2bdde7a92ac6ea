// The pictures of "How it works", made from the last drawing, or from a sample where there is none yet.

import { drawHeat } from "./heat.js";
import { lastDrawings } from "./history.js";
import { decimal, filled, percent } from "./panel.js";
import { read, Unreachable } from "./reading.js";
import { walkPhotograph } from "./road.js";
import { samplePicture } from "./sample.js";
import { texts } from "./texts.js";

const element = (id) => document.getElementById(id);
const RETRY = 2000; // ms
const ACCENT = getComputedStyle(document.documentElement).getPropertyValue("--box");

async function picture(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  return image;
}

// The drawing, with a frame [x, y, width, height] around a part of it; dashed or not.
function framed(canvas, image, frame, dashes) {
  const sides = [0, 1].map((side) => Math.min(0, frame[side])); // the square may reach beyond the sheet
  const ends = [
    Math.max(image.naturalWidth, frame[0] + frame[2]),
    Math.max(image.naturalHeight, frame[1] + frame[3]),
  ];
  const margin = 4;
  const scale = 2;
  canvas.width = scale * (ends[0] - sides[0] + 2 * margin);
  canvas.height = scale * (ends[1] - sides[1] + 2 * margin);
  const context = canvas.getContext("2d");
  context.scale(scale, scale);
  context.translate(margin - sides[0], margin - sides[1]);
  context.drawImage(image, 0, 0);
  context.strokeStyle = ACCENT;
  context.lineWidth = 2;
  context.setLineDash(dashes);
  context.strokeRect(...frame);
}

async function drawSeen(address) {
  const image = await picture(address);
  const canvas = element("seenPicture");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(image, 0, 0);
  canvas.addEventListener("pointermove", ({ offsetX, offsetY }) => {
    const [column, row] = [offsetX / canvas.clientWidth, offsetY / canvas.clientHeight].map((share) =>
      Math.min(27, Math.max(0, Math.floor(28 * share))),
    );
    const value = context.getImageData(column, row, 1, 1).data[0];
    element("pixel").textContent = filled(texts.steps.seen.pixel, { row: row + 1, column: column + 1, value });
  });
}

function tabulate({ logits, prediction }) {
  element("numbers").replaceChildren(
    ...prediction.probabilities.map((share, digit) => {
      const row = document.createElement("tr");
      row.classList.toggle("best", digit === prediction.digit);
      const name = document.createElement("th");
      name.scope = "row";
      name.textContent = digit;
      for (const text of [decimal(logits[digit], 1), percent(share)]) {
        const cell = document.createElement("td");
        cell.textContent = text;
        row.append(cell);
      }
      row.prepend(name);
      row.style.setProperty("--share", share);
      return row;
    }),
  );
}

async function walk() {
  const [last] = lastDrawings().filter(({ kind, text }) => kind === "digit" && text);
  const drawn = last?.picture ?? samplePicture();
  const explanation = await read("explanation", drawn);
  const { steps } = texts;
  element("lead").textContent = last ? steps.lead.yours : steps.lead.sample;
  const image = await picture(drawn);
  const [, , width, height] = explanation.box;
  element("inkText").textContent = filled(steps.ink.picture, { width, height, all: explanation.size.join(" × ") });
  framed(element("inkPicture"), image, explanation.box, []);
  framed(element("cropPicture"), image, explanation.frame, [5, 5]);
  await drawSeen(explanation.seen);
  tabulate(explanation);
  await drawHeat(element("whyPicture"), explanation);
  element("whyText").textContent = filled(texts.whyReading, { digit: explanation.prediction.digit });
  await walkPhotograph();
  document.body.classList.add("walked");
}

async function start() {
  try {
    await walk();
  } catch (error) {
    element("lead").textContent = error.message;
    if (error instanceof Unreachable) setTimeout(start, RETRY);
  }
}

start();
