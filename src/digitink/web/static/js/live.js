// When to ask: soon after each change, the newest question wins, and again by itself while the server is gone.

import { Unreachable } from "./reading.js";

const PAUSE = 40; // ms after a stroke: a second one may follow at once
const FIRST_RETRY = 1000; // ms, doubled each time
const LAST_RETRY = 8000;

export class Live {
  #ask;
  #fail;
  #timer;
  #request = null;
  #retry = FIRST_RETRY;

  // ask(signal) asks and shows the answer; fail(error) says why there is none.
  constructor(ask, fail) {
    this.#ask = ask;
    this.#fail = fail;
  }

  soon() {
    this.cancel();
    this.#timer = setTimeout(() => this.now(), PAUSE);
  }

  // Whatever is on its way is no longer wanted.
  cancel() {
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#request = null;
  }

  async now() {
    this.cancel();
    const request = new AbortController();
    this.#request = request;
    try {
      const show = await this.#ask(request.signal);
      if (request.signal.aborted) return;
      this.#retry = FIRST_RETRY;
      show();
    } catch (error) {
      if (request.signal.aborted) return;
      this.#fail(error);
      if (error instanceof Unreachable) {
        this.#timer = setTimeout(() => this.now(), this.#retry);
        this.#retry = Math.min(LAST_RETRY, 2 * this.#retry);
      }
    }
  }
}
