// The first steps: shown until they are dismissed, and again when asked for.
// @ts-check

import { element } from "./elements.js";

const KEY = "digitink.hinted";

export class Tutorial {
  #section = element("tutorial", HTMLElement);

  constructor() {
    this.#section.hidden = wasDismissed();
    element("gotIt", HTMLButtonElement).addEventListener("click", () => this.#dismiss());
  }

  show() {
    this.#section.hidden = false;
    this.#section.scrollIntoView({ block: "nearest" });
    this.#section.querySelector("button")?.focus();
  }

  #dismiss() {
    this.#section.hidden = true;
    try {
      localStorage.setItem(KEY, "yes");
    } catch {
      // Storage is switched off: it comes back with the next visit.
    }
  }
}

function wasDismissed() {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}
