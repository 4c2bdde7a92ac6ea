// Ask the server what is in a picture: a data URL of a drawing, or a file.
// @ts-check

import { texts } from "./texts.js";

/** @import { Box, Size } from "./geometry.js" */
/** @import { Label } from "./texts.js" */
/**
 * What the server answers: see src/digitink/web/api/schemas.py.
 * @typedef {"digit" | "number"} Kind of what is read
 * @typedef {{ digit: Label, confidence: number, probabilities: number[], rejected: boolean }} Prediction
 * @typedef {Prediction & { seen: string }} SeenPrediction seen: a data URL of what the network saw
 * @typedef {{ box: Box, prediction: Prediction }} Mark
 * @typedef {Mark & { seen: string }} SeenMark
 * @typedef {{ text: string, written: string, confidence: number, digits: SeenMark[], ignored: Mark[] }} Reading
 * @typedef {{ file: string, detail: string }} FileProblem
 * @typedef {Reading & { file: string }} FileReading
 * @typedef {{ ink: string, page: Box, size: Size }} Ink ink: white where there is any, a data URL
 * @typedef {Ink & { prediction: Prediction, seen: string, logits: number[] }} Steps
 * @typedef {Steps & { box: Box, frame: Box, heat: number[][] }} Explanation
 * @typedef {{ id: string, undo: string }} Receipt undo: the token that takes a correction back
 * @typedef {{ digit: SeenPrediction, number: Reading, explanation: Explanation, ink: Ink }} Answers
 * @typedef {{ digit: Label | null } | { number: string }} Correction what it really was; null: no digit
 */

// What it says of an error is shown, in the page's language.
const LANGUAGE = { "X-Page-Language": texts.language };

/** The server could not be reached: the question may be asked again. */
export class Unreachable extends Error {}

/** The server did not do what it was asked, and says why. */
export class Refused extends Error {
  /**
   * @param {string | undefined} detail
   * @param {number} status of HTTP
   */
  constructor(detail, status) {
    super(detail ?? texts.failed);
    this.status = status;
  }
}

/**
 * Ask about a drawing. Rejects with an Error whose message a person can act on.
 * @template {keyof Answers} What
 * @param {What} what is asked
 * @param {string} picture a data URL
 * @param {AbortSignal} [signal]
 * @returns {Promise<Answers[What]>}
 */
export function read(what, picture, signal) {
  return ask("POST", `api/v1/${what}`, { data: picture }, { signal });
}

/**
 * Send what a picture really was.
 * @param {string} picture a data URL
 * @param {Correction} correction
 * @returns {Promise<Receipt>}
 */
export function correct(picture, correction) {
  return ask("POST", "api/v1/corrections", { data: picture, ...correction });
}

/**
 * @param {Receipt} receipt
 * @returns {Promise<null>}
 */
export function takeBack({ id, undo }) {
  return ask("DELETE", `api/v1/corrections/${id}`, undefined, { headers: { "X-Undo-Token": undo } });
}

/**
 * Ask about a file, as read does about a drawing.
 * @template {keyof Answers} What
 * @param {What} what is asked
 * @param {Blob} file
 * @param {{ signal?: AbortSignal, progress?: (fraction: number) => void }} [options] progress: how much is sent, 0 to 1
 * @returns {Promise<Answers[What]>}
 */
export function sendFile(what, file, { signal, progress = () => {} } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch does not tell how far an upload is
    request.open("POST", `api/v1/${what}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    for (const [name, value] of Object.entries(LANGUAGE)) request.setRequestHeader(name, value);
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => progress(loaded / total));
    request.upload.addEventListener("loadend", () => progress(1)); // sent, failed or no longer wanted
    request.addEventListener("error", () => reject(unreachable()));
    request.addEventListener("load", () => {
      if (request.status === 200) resolve(request.response);
      else reject(new Refused(request.response?.detail, request.status));
    });
    signal?.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

/**
 * What number is read in each of several files, in their order.
 * @param {File[]} files
 * @param {AbortSignal} signal
 * @returns {Promise<{ results: (FileReading | FileProblem)[] }>}
 */
export async function sendFiles(files, signal) {
  const form = new FormData();
  for (const file of files) form.append("picture", file, file.name);
  return checked(() => fetch("api/v1/numbers", { method: "POST", headers: LANGUAGE, body: form, signal }));
}

/**
 * What to tell a person of an error.
 * @param {unknown} error
 * @returns {string}
 */
export function reasonOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/**
 * @param {string} method
 * @param {string} address
 * @param {object} [body]
 * @param {{ signal?: AbortSignal, headers?: Record<string, string> }} [options]
 */
async function ask(method, address, body, { signal, headers = {} } = {}) {
  const sent = { "Content-Type": "application/json", ...LANGUAGE, ...headers };
  return checked(() => fetch(address, { method, headers: sent, body: JSON.stringify(body), signal }));
}

/** @param {() => Promise<Response>} fetching */
async function checked(fetching) {
  let response;
  try {
    response = await fetching();
    if (response.status === 204) return null;
    if (response.ok) return await response.json();
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw unreachable();
  }
  const problem = await response.json().catch(() => ({}));
  throw new Refused(problem.detail, response.status);
}

function unreachable() {
  return new Unreachable(navigator.onLine ? texts.unreachable : texts.offline);
}
