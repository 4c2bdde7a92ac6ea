// Ask the server what is in a picture: a data URL of a drawing, or a file.

import { texts } from "./texts.js";

// The server could not be reached: the question may be asked again.
export class Unreachable extends Error {}

// What is read in a drawing, a data URL: "digit" gives a Prediction with what the network saw, "number" a Reading with
// a box for each digit, "explanation" every step. All reject with an Error whose message a person can act on.
export function read(what, picture, signal) {
  return ask("POST", `api/v1/${what}`, { data: picture }, { signal });
}

// digit is what it really was, or null for no digit; gives an id, and a token to take it back with.
export function correct(picture, digit) {
  return ask("POST", "api/v1/corrections", { data: picture, digit });
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
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => progress(loaded / total));
    request.upload.addEventListener("loadend", () => progress(1)); // sent, failed or no longer wanted
    request.addEventListener("error", () => reject(new Unreachable(texts.unreachable)));
    request.addEventListener("load", () => {
      if (request.status === 200) resolve(request.response);
      else reject(new Error(request.response?.detail ?? texts.failed));
    });
    signal?.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

async function ask(method, address, body, { signal, headers = {} } = {}) {
  let response;
  try {
    response = await fetch(address, {
      method,
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(body),
      signal,
    });
    if (response.status === 204) return null;
    if (response.ok) return await response.json();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Unreachable(texts.unreachable);
  }
  const problem = await response.json().catch(() => ({}));
  throw new Error(problem.detail ?? texts.failed);
}
