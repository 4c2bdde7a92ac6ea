// Join the page's parts: what is drawn or opened is asked about, and the answer shown in every place.

import { Answers } from "./answers.js";
import { Boxes } from "./boxes.js";
import { Classroom } from "./classroom.js";
import { Corrections, NO_CORRECTIONS } from "./corrections.js";
import { Cropping } from "./cropping.js";
import { Digits } from "./digits.js";
import { beginAtTheEdge } from "./entering.js";
import { Help } from "./help.js";
import { Hint } from "./hint.js";
import { History } from "./history.js";
import { KeyboardPen } from "./keyboardpen.js";
import { Live } from "./live.js";
import { Pad } from "./pad.js";
import { Panel } from "./panel.js";
import { PictureOnSheet } from "./pictures.js";
import { filterPointers } from "./pointers.js";
import { receivePictures } from "./receiving.js";
import { Seeing } from "./seeing.js";
import { keepSession, keptSession } from "./session.js";
import { Sheet } from "./sheet.js";
import { listenForKeys } from "./shortcuts.js";
import { Taking } from "./taking.js";
import { texts } from "./texts.js";
import { Tools } from "./tools.js";

// How high a drawing is sent, in px. The network reduces one digit to 20; of a number each has but a part of the height,
// and a hairline must outlast that.
const HIGHEST = { digit: 280, number: 800 };

const element = (id) => document.getElementById(id);
const elements = (...ids) => Object.fromEntries(ids.map((id) => [id, element(id)]));
const canvas = element("canvas");
const paper = canvas.parentElement;

const pad = new Pad(canvas);
const picture = new PictureOnSheet(paper, elements("picture", "noPreview", "pictureTools", "whole", "upload"));
const sheet = new Sheet(pad, picture);
const verdict = element("result").parentElement;
const panel = new Panel({
  answer: verdict.parentElement,
  verdict,
  title: element("answer"),
  ...elements("result", "sure", "message", "bars"),
});
const digits = new Digits(element("digits"), element("digitsHint"));
const boxes = new Boxes(element("boxes"), (place) => digits.choose(place));
const seeing = new Seeing({ words: element("whyText"), ...elements("inside", "seen", "seenHeat", "why", "scale", "heat") }, () =>
  answers.explain(),
);
const corrections = element("correct") // not there where corrections are off
  ? new Corrections(
      elements("correct", "correctTitle", "correctNote", "choices", "typing", "typed", "thanks", "takeBack"),
      sheet,
    )
  : NO_CORRECTIONS;
const answers = new Answers(sheet, { panel, boxes, seeing, corrections, digits }, element("readNumber"), settle);
const history = new History(element("last"), element("lastDrawings"), elements("forget", "exportDrawings"), restore);
const live = new Live((signal) => answers.ask(kind(), signal), fail);
const cropping = new Cropping(element("cropArea"), element("cropFrame"), element("crop"), crop);
let table = null; // of several pictures, once there are any
const hint = new Hint(element("tutorial"), element("gotIt"));
let session = keptSession(); // until it is brought back
let broughtBack = false; // what is on the sheet was remembered before the page was left, or forgotten there
const tools = new Tools(pad, elements("mode", "size", "dot", "undo", "redo"), keep);

const kind = () => (element("number").checked ? "number" : "digit");

function settle(text) {
  if (!picture.file && !broughtBack) history.remember(pad, kind(), text);
}

function fail(error) {
  if (picture.file && !picture.size) picture.hide(); // it can be neither shown nor read: no blank sheet is left
  panel.warn(error.message);
}

// What was said of the sheet as it was.
function forgetAnswer() {
  live.cancel();
  answers.forget();
}

// how the sheet came to be as it is, as Pad says it.
function askAgain(how = "set") {
  broughtBack = false;
  forgetAnswer();
  element("prompt").hidden = !pad.isBlank;
  tools.showSteps();
  keep();
  if (sheet.isBlank) {
    panel.clear(kind());
    return;
  }
  panel.fade();
  live.soon(how);
}

function keep() {
  if (session) return; // what is kept waits to be brought back
  keepSession({ kind: kind(), ...tools.chosen, drawing: pad.drawing, id: history.current });
}

function predict() {
  forgetAnswer();
  if (sheet.isBlank) {
    panel.warn(texts.blank[kind()]);
    return;
  }
  panel.wait();
  live.now();
}

function clear() {
  cropping.toggle(false);
  picture.hide();
  if (pad.isBlank) askAgain(); // takes away what was said
  pad.clear();
}

async function receive(files) {
  table?.close();
  if (files.length === 1) return take(files[0]);
  const { PictureTable } = await import("./table.js");
  const parts = ["table", "rows", "tableProgress", "tableStatus", "copyTable", "downloadTable", "closeTable"];
  table ??= new PictureTable(elements(...parts), take);
  table.read(files);
}

// whole: the picture before it was cropped, if it was.
async function take(file, whole = null) {
  cropping.toggle(false);
  forgetAnswer();
  const shown = picture.show(file, whole);
  panel.wait();
  if (!(await shown) && !file.type.startsWith("image/")) {
    picture.hide();
    panel.warn(texts.notAPicture);
  } else if (picture.file === file) live.now();
}

async function turn() {
  const { file } = picture;
  const turned = await picture.turned();
  if (turned && picture.file === file) take(turned);
}

async function crop(corners) {
  const { file, whole } = picture;
  const part = await picture.cropped(corners);
  if (part && picture.file === file) take(part, whole);
}

function backToDrawing() {
  cropping.toggle(false);
  picture.hide();
  askAgain();
}

// Bring a drawing of the strip back.
function restore(entry) {
  cropping.toggle(false);
  picture.hide();
  history.current = entry.id;
  read(entry.kind);
  whenLaidOut(() => (pad.drawing = entry.drawing));
  paper.scrollIntoView({ block: "nearest" });
}

// The canvas has its width then.
function whenLaidOut(act) {
  requestAnimationFrame(() => requestAnimationFrame(act));
}

// As it was before the page was left; what was drawn meanwhile counts more.
function bringBack({ drawing, id }) {
  session = null;
  if (!pad.isBlank || !drawing.strokes.length) return;
  history.current = id;
  pad.drawing = drawing;
  broughtBack = true;
}

function chooseKind() {
  document.body.classList.toggle("number", kind() === "number"); // the canvas grows wide
  pad.highest = HIGHEST[kind()];
  canvas.setAttribute("aria-label", texts.canvas[kind()]);
  element("prompt").textContent = texts.prompt[kind()];
  panel.clear(kind());
  askAgain();
}

function read(name) {
  element(name).checked = true;
  chooseKind();
}

function readNumber() {
  read("number");
  canvas.focus({ preventScroll: true }); // the button that had the focus goes
}

pad.addEventListener("begin", () => {
  if (pad.isBlank) history.begin();
  canvas.focus({ preventScroll: true }); // its keys work from now on
  element("prompt").hidden = true;
  forgetAnswer();
  panel.fade();
});
pad.addEventListener("change", ({ detail }) => askAgain(detail));
filterPointers(paper, canvas, () => pad.abandon());
beginAtTheEdge(canvas);
new KeyboardPen(pad, canvas, element("nib"), element("pen-state"));
receivePictures(elements("open", "camera", "file", "shot", "drop"), receive);

for (const name of ["digit", "number"]) element(name).addEventListener("change", chooseKind);
element("clear").addEventListener("click", clear);
element("predict").addEventListener("click", predict);
element("back").addEventListener("click", backToDrawing);
element("turn").addEventListener("click", turn);
element("whole").addEventListener("click", () => take(picture.whole));
element("readNumber").addEventListener("click", readNumber);

new Classroom(element("classroom"));
new Taking(elements("take", "copy", "saveAnnotated", "taken", "result", "sure", "boxes"), sheet);
const help = new Help(elements("help", "helpSheet", "closeSheet", "showHint"), hint);
listenForKeys(canvas, {
  undo: () => pad.undo(),
  redo: () => pad.redo(),
  clear,
  predict,
  draw: () => tools.draw(),
  erase: () => tools.erase(),
  finer: () => tools.widen(-2),
  bolder: () => tools.widen(2),
  why: () => seeing.toggle(),
  kind: () => read(kind() === "number" ? "digit" : "number"),
  open: () => element("file").click(),
  help: () => help.open(),
});

if (session) {
  element(session.kind).checked = true;
  tools.chosen = session;
}
chooseKind();
if (session) whenLaidOut(() => bringBack(session));
