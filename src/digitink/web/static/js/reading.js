// Ask the server what is in a picture: a data URL of a drawing, or a file.

import { texts } from "./texts.js";

// What it says of an error is shown, in the page's language.
const LANGUAGE = { "X-Page-Language": texts.language };

// The server could not be reached: the question may be asked again.
export class Unreachable extends Error {}

// What is read in a drawing, a data URL: "digit" gives a Prediction with what the network saw, "number" a Reading with
// a box for each digit, "explanation" every step. All reject with an Error whose message a person can act on.
export function read(what, picture, signal) {
  return ask("POST", `api/v1/${what}`, { data: picture }, { signal });
}

// answer is what it really was: { digit }, null for no digit, or { number }; gives an id, and a token to take it back with.
export function correct(picture, answer) {
  return ask("POST", "api/v1/corrections", { data: picture, ...answer });
}

export function takeBack({ id, undo }) {
  return ask("DELETE", `api/v1/corrections/${id}`, undefined, { headers: { "X-Undo-Token": undo } });
}

// The same of a file; progress is told how much of it is sent, 0 to 1.
export function sendFile(what, file, { signal, progress = () => {} } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch does not tell how far an upload is
    request.open("POST", `api/v1/${what}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    for (const [name, value] of Object.entries(LANGUAGE)) request.setRequestHeader(name, value);
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => progress(loaded / total));
    request.upload.addEventListener("loadend", () => progress(1)); // sent, failed or no longer wanted
    request.addEventListener("error", () => reject(new Unreachable(navigator.onLine ? texts.unreachable : texts.offline)));
    request.addEventListener("load", () => {
      if (request.status === 200) resolve(request.response);
      else reject(new Error(request.response?.detail ?? texts.failed));
    });
    signal?.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

// What is read in each of several files.
export async function sendFiles(what, files, signal) {
  const form = new FormData();
  for (const file of files) form.append("picture", file, file.name);
  return answered(() => fetch(`api/v1/${what}`, { method: "POST", headers: LANGUAGE, body: form, signal }));
}

async function ask(method, address, body, { signal, headers = {} } = {}) {
  const sent = { "Content-Type": "application/json", ...LANGUAGE, ...headers };
  return answered(() => fetch(address, { method, headers: sent, body: JSON.stringify(body), signal }));
}

async function answered(fetching) {
  let response;
  try {
    response = await fetching();
    if (response.status === 204) return null;
    if (response.ok) return await response.json();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Unreachable(navigator.onLine ? texts.unreachable : texts.offline);
  }
  const problem = await response.json().catch(() => ({}));
  throw Object.assign(new Error(problem.detail ?? texts.failed), { status: response.status });
}
