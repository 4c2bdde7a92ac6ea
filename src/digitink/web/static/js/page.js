// Join the page's controls to the drawing area and to the server's reading.

import { Boxes } from "./boxes.js";
import { Pad } from "./pad.js";
import { readDigit, readNumber } from "./reading.js";
import { texts } from "./texts.js";

const element = (id) => document.getElementById(id);
const pad = new Pad(element("canvas"));
const boxes = new Boxes(element("boxes"));
let asked = 0; // counts the questions, so that a late answer to an old one is dropped

const kind = () => (element("number").checked ? "number" : "digit");

function show(answer, message, warning = false) {
  element("result").textContent = answer;
  element("message").textContent = message;
  element("message").classList.toggle("warning", warning);
}

function reset() {
  asked += 1;
  boxes.clear();
  show("", texts.ready[kind()]);
}

async function predict() {
  asked += 1;
  const question = asked;
  boxes.clear();
  if (pad.isBlank) {
    show("", texts.blank, true);
    return;
  }
  show("", texts.reading);
  let answer;
  try {
    answer = kind() === "number" ? await number(pad.picture, pad.size) : await digit(pad.picture);
  } catch (error) {
    answer = () => show("", error.message, true);
  }
  if (question === asked) answer();
}

async function digit(picture) {
  const read = await readDigit(picture);
  return () => show(read, "");
}

async function number(picture, size) {
  const reading = await readNumber(picture);
  return () => {
    boxes.show(reading, size);
    show(reading.text, reading.text ? "" : texts.noNumber, !reading.text);
  };
}

function choosePen() {
  pad.erasing = element("mode").value === "erase";
  pad.penSize = Number(element("size").value);
}

function chooseKind() {
  document.body.classList.toggle("number", kind() === "number"); // the canvas grows wide
  element("canvas").setAttribute("aria-label", texts.canvas[kind()]);
  element("answer").textContent = texts.answer[kind()];
  reset();
}

for (const name of ["digit", "number"]) element(name).addEventListener("change", chooseKind);
element("mode").addEventListener("change", choosePen);
element("size").addEventListener("input", choosePen);
element("predict").addEventListener("click", predict);
element("clear").addEventListener("click", () => {
  pad.clear();
  reset();
});
pad.onStroke(reset); // an answer never stands beside a drawing it was not given for
choosePen();
chooseKind(); // a browser may have kept the choice over a reload
