// When to ask: soon after each change, the newest question wins, and again by itself while the server is gone. While one
// writes, an answer is only what is read so far; it counts when the pen has rested.

import { Unreachable } from "./reading.js";

const PAUSE = 40; // ms after a stroke: a second one may follow at once
const REST = 700; // ms from the pen's lift: longer than from stroke to stroke
const FIRST_RETRY = 1000; // ms, doubled each time
const LAST_RETRY = 8000;

export class Live {
  #ask;
  #fail;
  #timer;
  #rest = null; // the timer of an answer that waits for the pen to rest
  #restsAt = 0; // performance.now() when it has
  #request = null;
  #retry = FIRST_RETRY;

  // ask(signal) resolves to show(soFar), which shows the answer; fail(error) says why there is none.
  constructor(ask, fail) {
    this.#ask = ask;
    this.#fail = fail;
  }

  // how the sheet came to be as it is: "written", "writing" (see Pad), or otherwise.
  soon(how) {
    this.cancel();
    this.#restsAt = { written: performance.now() + REST, writing: Infinity }[how] ?? 0;
    this.#timer = setTimeout(() => this.#now(), PAUSE);
  }

  now() {
    this.#restsAt = 0;
    this.#now();
  }

  // Whatever is on its way is no longer wanted.
  cancel() {
    clearTimeout(this.#timer);
    clearTimeout(this.#rest);
    this.#request?.abort();
    this.#request = null;
  }

  async #now() {
    this.cancel();
    const request = new AbortController();
    this.#request = request;
    try {
      const show = await this.#ask(request.signal);
      if (request.signal.aborted) return;
      this.#retry = FIRST_RETRY;
      this.#show(show);
    } catch (error) {
      if (request.signal.aborted) return;
      this.#fail(error);
      if (error instanceof Unreachable) {
        this.#timer = setTimeout(() => this.#now(), this.#retry);
        this.#retry = Math.min(LAST_RETRY, 2 * this.#retry);
      }
    }
  }

  #show(show) {
    const left = this.#restsAt - performance.now();
    show(left > 0);
    if (left > 0 && left < Infinity) this.#rest = setTimeout(() => show(false), left);
  }
}
