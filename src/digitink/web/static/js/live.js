// When to ask: soon after each change, the newest question wins, and again by itself while the server is gone.
// While one writes, an answer is only what is read so far; it counts when the pen has rested.
// @ts-check

import { Unreachable } from "./api.js";

/** @import { How } from "./draw/pad.js" */
/** @typedef {(soFar: boolean) => void} Show shows an answer; soFar: more may be written at any moment */

const PAUSE = 40; // ms after a stroke: a second one may follow at once
const REST = 700; // ms from the pen's lift: longer than from stroke to stroke
const FIRST_RETRY = 1000; // ms, doubled each time
const LAST_RETRY = 8000;

export class Live {
  #ask;
  #fail;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {ReturnType<typeof setTimeout> | undefined} that of an answer that waits for the pen to rest */
  #rest;
  #restsAt = 0; // performance.now() when it has
  /** @type {AbortController | null} */
  #request = null;
  #retry = FIRST_RETRY;

  /**
   * @param {(signal: AbortSignal) => Promise<Show>} ask
   * @param {(error: unknown) => void} fail says why there is no answer
   */
  constructor(ask, fail) {
    this.#ask = ask;
    this.#fail = fail;
  }

  /** @param {How} how the sheet came to be as it is */
  soon(how) {
    this.cancel();
    this.#restsAt = { written: performance.now() + REST, writing: Infinity, set: 0 }[how];
    this.#timer = setTimeout(() => this.#now(), PAUSE);
  }

  now() {
    this.#restsAt = 0;
    this.#now();
  }

  /** Whatever is on its way is no longer wanted. */
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

  /** @param {Show} show */
  #show(show) {
    const left = this.#restsAt - performance.now();
    show(left > 0);
    if (left > 0 && left < Infinity) this.#rest = setTimeout(() => show(false), left);
  }
}
