// Join the page's controls to the drawing area and to the server's reading.

import { Pad } from "./pad.js";
import { read } from "./reading.js";
import { texts } from "./texts.js";

const element = (id) => document.getElementById(id);
const pad = new Pad(element("canvas"));
let asked = 0; // counts the questions, so that a late answer to an old one is dropped

function show(digit, message, warning = false) {
  element("result").textContent = digit;
  element("message").textContent = message;
  element("message").classList.toggle("warning", warning);
}

function reset() {
  asked += 1;
  show("", texts.ready);
}

async function predict() {
  asked += 1;
  const question = asked;
  if (pad.isBlank) {
    show("", texts.blank, true);
    return;
  }
  show("", texts.reading);
  let answer;
  try {
    answer = [await read(pad.picture), ""];
  } catch (error) {
    answer = ["", error.message, true];
  }
  if (question === asked) show(...answer);
}

function choosePen() {
  pad.erasing = element("mode").value === "erase";
  pad.penSize = Number(element("size").value);
}

element("mode").addEventListener("change", choosePen);
element("size").addEventListener("input", choosePen);
element("predict").addEventListener("click", predict);
element("clear").addEventListener("click", () => {
  pad.clear();
  reset();
});
pad.onStroke(reset); // an answer never stands beside a drawing it was not given for
choosePen();
