// Join the page's parts: what is drawn or opened is asked about, and the answer shown in every place.
// @ts-check

import { Answers } from "./answer/answers.js";
import { Boxes } from "./answer/boxes.js";
import { Corrections, NO_CORRECTIONS } from "./answer/corrections.js";
import { Digits } from "./answer/digits.js";
import { Panel } from "./answer/panel.js";
import { Seeing } from "./answer/seeing.js";
import { Taking } from "./answer/taking.js";
import { reasonOf } from "./api.js";
import { Classroom } from "./classroom.js";
import { beginAtTheEdge } from "./draw/entering.js";
import { KeyboardPen } from "./draw/keyboard_pen.js";
import { Pad } from "./draw/pad.js";
import { filterPointers } from "./draw/pointers.js";
import { listenForKeys } from "./draw/shortcuts.js";
import { Tools } from "./draw/tools.js";
import { element, parentOf } from "./elements.js";
import { Help } from "./help.js";
import { History } from "./history/history.js";
import { storedSession, storeSession } from "./history/session.js";
import { Live } from "./live.js";
import { Opening } from "./pictures/opening.js";
import { PictureOnSheet } from "./pictures/picture.js";
import { receivePictures } from "./pictures/receiving.js";
import { Sheet } from "./sheet.js";
import { texts } from "./texts.js";
import { Tutorial } from "./tutorial.js";

/** @import { Kind } from "./api.js" */
/** @import { How } from "./draw/pad.js" */
/** @import { Entry } from "./history/history.js" */
/** @import { Session } from "./history/session.js" */

// How high a drawing is sent, in px. The network reduces one digit to 20; of a number each has but a part of the
// height, and a hairline must outlast that.
const HIGHEST = { digit: 280, number: 800 };

const canvas = element("canvas", HTMLCanvasElement);
const paper = parentOf(canvas);
const prompt = element("prompt", HTMLElement);
const readsNumber = element("number", HTMLInputElement);

const pad = new Pad(canvas);
const picture = new PictureOnSheet(paper);
const sheet = new Sheet(pad, picture);
const panel = new Panel();
const digits = new Digits();
const boxes = new Boxes((place) => digits.choose(place));
const seeing = new Seeing(() => answers.explain());
const corrections = document.getElementById("correct") ? new Corrections(sheet) : NO_CORRECTIONS; // where they are off
const answers = new Answers(sheet, { panel, boxes, seeing, corrections, digits }, settle);
const history = new History(restore);
const live = new Live((signal) => answers.ask(kind(), signal), fail);
const opening = new Opening(picture, {
  forget: forgetAnswer,
  wait: () => panel.wait(),
  ask: () => live.now(),
  warn: (text) => panel.warn(text),
});
const tutorial = new Tutorial();
let session = storedSession(); // until it is brought back
let broughtBack = false; // what is on the sheet was remembered before the page was left, or forgotten there
const tools = new Tools(pad, keep);

/** @returns {Kind} */
function kind() {
  return readsNumber.checked ? "number" : "digit";
}

/** @param {string} text that was read */
function settle(text) {
  if (!picture.file && !broughtBack) history.remember(pad, kind(), text);
}

/** @param {unknown} error */
function fail(error) {
  if (picture.file && !picture.size) picture.hide(); // it can be neither shown nor read: no blank sheet is left
  panel.warn(reasonOf(error));
}

/** What was said of the sheet as it was. */
function forgetAnswer() {
  live.cancel();
  answers.forget();
}

/** @param {How} [how] the sheet came to be as it is */
function askAgain(how = "set") {
  broughtBack = false;
  forgetAnswer();
  prompt.hidden = !pad.isBlank;
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
  storeSession({ kind: kind(), ...tools.chosen, drawing: pad.drawing, id: history.current });
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
  opening.close();
  if (pad.isBlank) askAgain(); // takes away what was said
  pad.clear();
}

function backToDrawing() {
  opening.close();
  askAgain();
}

/**
 * Bring a drawing of the strip back.
 * @param {Entry} entry
 */
function restore(entry) {
  opening.close();
  history.current = entry.id;
  read(entry.kind);
  whenLaidOut(() => {
    pad.drawing = entry.drawing;
  });
  paper.scrollIntoView({ block: "nearest" });
}

/**
 * The canvas has its width then.
 * @param {() => void} act
 */
function whenLaidOut(act) {
  requestAnimationFrame(() => requestAnimationFrame(act));
}

/**
 * As it was before the page was left; what was drawn meanwhile counts more.
 * @param {Session} session
 */
function bringBack({ drawing, id }) {
  session = null;
  if (!pad.isBlank || !drawing.strokes.length) return;
  history.current = id;
  pad.drawing = drawing;
  broughtBack = true;
}

function chooseKind() {
  document.body.classList.toggle("reads-number", kind() === "number"); // the canvas grows wide
  pad.highest = HIGHEST[kind()];
  canvas.setAttribute("aria-label", texts.canvas[kind()]);
  prompt.textContent = texts.prompt[kind()];
  panel.clear(kind());
  askAgain();
}

/** @param {Kind} name */
function read(name) {
  element(name, HTMLInputElement).checked = true;
  chooseKind();
}

function readNumber() {
  read("number");
  canvas.focus({ preventScroll: true }); // the button that had the focus goes
}

pad.addEventListener("begin", () => {
  if (pad.isBlank) history.begin();
  canvas.focus({ preventScroll: true }); // its keys work from now on
  prompt.hidden = true;
  forgetAnswer();
  panel.fade();
});
pad.addEventListener("change", (event) => askAgain(event instanceof CustomEvent ? event.detail : undefined));
pad.addEventListener("fit", (event) => {
  if (event instanceof CustomEvent && !sheet.hasPicture) boxes.follow(event.detail);
});
filterPointers(paper, canvas, () => pad.abandon());
beginAtTheEdge(canvas);
new KeyboardPen(pad, canvas);
receivePictures((files) => opening.receive(files));

for (const name of ["digit", "number"]) element(name, HTMLInputElement).addEventListener("change", chooseKind);
for (const [name, act] of Object.entries({ clear, predict, back: backToDrawing, readNumber })) {
  element(name, HTMLButtonElement).addEventListener("click", () => act());
}

new Classroom();
new Taking(sheet);
const help = new Help(tutorial);
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
  open: () => element("file", HTMLInputElement).click(),
  help: () => help.open(),
});

const kept = session;
if (kept) {
  element(kept.kind, HTMLInputElement).checked = true;
  tools.chosen = kept;
}
chooseKind();
if (kept) whenLaidOut(() => bringBack(kept));
