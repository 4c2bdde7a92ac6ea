// Join the page's parts: what is drawn or opened is asked about, and the answer shown in every place.

import { Boxes } from "./boxes.js";
import { Classroom } from "./classroom.js";
import { Corrections } from "./corrections.js";
import { beginAtTheEdge } from "./entering.js";
import { Hint } from "./hint.js";
import { History } from "./history.js";
import { KeyboardPen } from "./keyboardpen.js";
import { Live } from "./live.js";
import { Pad } from "./pad.js";
import { Panel } from "./panel.js";
import { PictureOnSheet, receivePictures } from "./pictures.js";
import { filterPointers } from "./pointers.js";
import { read, sendFile } from "./reading.js";
import { Seeing } from "./seeing.js";
import { keepSession, keptSession } from "./session.js";
import { listenForKeys } from "./shortcuts.js";
import { Switch } from "./switch.js";
import { texts } from "./texts.js";

// How high a drawing is sent, in px. The network reduces one digit to 20; of a number each has but a part of the height,
// and a hairline must outlast that.
const HIGHEST = { digit: 280, number: 800 };

const element = (id) => document.getElementById(id);
const elements = (...ids) => Object.fromEntries(ids.map((id) => [id, element(id)]));
const canvas = element("canvas");
const sheet = canvas.parentElement;

const pad = new Pad(canvas);
const boxes = new Boxes(element("boxes"));
const panel = new Panel({ title: element("answer"), ...elements("result", "sure", "message", "bars") });
const picture = new PictureOnSheet(sheet, element("picture"), element("back"), element("upload"));
const seeing = new Seeing(
  { words: element("whyText"), ...elements("inside", "seen", "why", "scale", "heat") },
  () => readSheet("explanation"),
);
const corrections = element("correct") // not there where corrections are off
  ? new Corrections(elements("correct", "choices", "thanks", "takeBack"), () => pad.picture)
  : { offered: false };
const history = new History(element("last"), element("lastDrawings"), element("forget"), restore);
const mode = new Switch(element("mode"), choosePen);
const hint = new Hint(element("tutorial"), element("gotIt"));
const live = new Live(ask, fail);
let session = keptSession(); // until it is brought back
let broughtBack = false; // what is on the sheet was remembered before the page was left, or forgotten there

const kind = () => (element("number").checked ? "number" : "digit");

// What is read in the picture on the sheet, or else in the drawing.
function readSheet(what, signal, told = progress) {
  if (picture.file) return sendFile(what, picture.sent, { signal, progress: told });
  return read(what, pad.picture, signal);
}

// Ask about what is on the sheet; resolves to what shows the answer.
function ask(signal) {
  return kind() === "number" ? askNumber(signal) : askDigit(signal);
}

async function askDigit(signal) {
  const prediction = await readSheet("digit", signal);
  const several = prediction.rejected && (await seemsSeveral(signal));
  return () => {
    panel.showDigit(prediction, several);
    element("readNumber").hidden = !several;
    seeing.show(prediction.seen);
    settle(prediction.rejected ? "" : String(prediction.digit));
    corrections.offered = !picture.file;
  };
}

// Whether what is no digit may well be a number: more likely than not, and of more than one digit.
async function seemsSeveral(signal) {
  try {
    const { digits, confidence } = await readSheet("number", signal, () => {});
    return digits.length > 1 && confidence > 0.5;
  } catch (error) {
    if (signal.aborted) throw error;
    return false; // it was only a second question
  }
}

async function askNumber(signal) {
  const reading = await readSheet("number", signal);
  return () => {
    panel.showNumber(reading);
    const size = picture.file ? picture.size : pad.size;
    if (size) boxes.show(reading, size);
    settle(reading.text);
  };
}

function settle(text) {
  if (!picture.file && !broughtBack) history.remember(pad, kind(), text);
}

function progress(share) {
  picture.progress(share);
}

function fail(error) {
  panel.warn(error.message);
}

// What was said of the drawing as it was.
function forgetAnswer() {
  live.cancel();
  boxes.clear();
  seeing.clear();
  element("readNumber").hidden = true;
  corrections.offered = false;
}

function askAgain() {
  broughtBack = false;
  forgetAnswer();
  const nothing = pad.isBlank;
  element("prompt").hidden = !nothing;
  element("undo").disabled = !pad.canUndo;
  element("redo").disabled = !pad.canRedo;
  keep();
  if (nothing && !picture.file) {
    panel.clear(kind());
    return;
  }
  panel.fade();
  live.soon();
}

function keep() {
  if (session) return; // what is kept waits to be brought back
  const size = element("size").value;
  keepSession({ kind: kind(), mode: mode.value, size, drawing: pad.drawing, id: history.current });
}

function predict() {
  forgetAnswer();
  if (pad.isBlank && !picture.file) {
    panel.warn(texts.blank[kind()]);
    return;
  }
  panel.wait();
  live.now();
}

function clear() {
  picture.hide();
  if (pad.isBlank) askAgain(); // takes away what was said
  pad.clear();
}

async function take(file) {
  forgetAnswer();
  const shown = picture.show(file);
  panel.wait();
  if (!(await shown) && !file.type.startsWith("image/")) {
    picture.hide();
    panel.warn(texts.notAPicture);
  } else if (picture.file === file) live.now();
}

function backToDrawing() {
  picture.hide();
  askAgain();
}

// Bring a drawing of the strip back.
function restore(entry) {
  picture.hide();
  history.current = entry.id;
  element(entry.kind).checked = true;
  chooseKind();
  whenLaidOut(() => (pad.drawing = entry.drawing));
  sheet.scrollIntoView({ block: "nearest" });
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

function choosePen() {
  const size = Number(element("size").value);
  const erasing = mode.value === "erase";
  pad.erasing = erasing;
  pad.penSize = size;
  element("dot").style.setProperty("--size", `${size}px`);
  element("dot").classList.toggle("erasing", erasing);
  sheet.classList.toggle("erasing", erasing);
  keep();
}

function setMode(value) {
  mode.value = value;
  choosePen();
}

function changeSize(by) {
  element("size").value = Number(element("size").value) + by;
  choosePen();
}

function chooseKind() {
  document.body.classList.toggle("number", kind() === "number"); // the canvas grows wide
  pad.highest = HIGHEST[kind()];
  canvas.setAttribute("aria-label", texts.canvas[kind()]);
  element("prompt").textContent = texts.prompt[kind()];
  panel.clear(kind());
  askAgain();
}

function switchKind() {
  element(kind() === "number" ? "digit" : "number").checked = true;
  chooseKind();
}

function readNumber() {
  element("number").checked = true;
  chooseKind();
  canvas.focus({ preventScroll: true }); // the button that had the focus goes
}

pad.addEventListener("begin", () => {
  if (pad.isBlank) history.begin();
  canvas.focus({ preventScroll: true }); // its keys work from now on
  element("prompt").hidden = true;
  forgetAnswer();
  panel.fade();
});
pad.addEventListener("change", askAgain);
filterPointers(sheet, canvas, () => pad.abandon());
beginAtTheEdge(canvas);
new KeyboardPen(pad, canvas, element("nib"), element("pen-state"));
receivePictures(elements("open", "camera", "file", "shot", "drop"), take);

for (const name of ["digit", "number"]) element(name).addEventListener("change", chooseKind);
element("size").addEventListener("input", choosePen);
element("undo").addEventListener("click", () => pad.undo());
element("redo").addEventListener("click", () => pad.redo());
element("clear").addEventListener("click", clear);
element("predict").addEventListener("click", predict);
element("back").addEventListener("click", backToDrawing);
element("readNumber").addEventListener("click", readNumber);

new Classroom(element("classroom"));
const help = element("sheet");
element("help").addEventListener("click", () => help.showModal());
element("closeSheet").addEventListener("click", () => help.close());
element("showHint").addEventListener("click", () => {
  help.close();
  hint.show();
});
listenForKeys(canvas, {
  undo: () => pad.undo(),
  redo: () => pad.redo(),
  clear,
  predict,
  draw: () => setMode("draw"),
  erase: () => setMode("erase"),
  finer: () => changeSize(-2),
  bolder: () => changeSize(2),
  why: () => seeing.toggle(),
  kind: switchKind,
  open: () => element("file").click(),
  help: () => help.showModal(),
});

if (session) {
  [mode.value, element("size").value] = [session.mode, session.size];
  element(session.kind).checked = true;
}
choosePen();
chooseKind();
if (session) whenLaidOut(() => bringBack(session));
