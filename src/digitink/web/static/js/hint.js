// The first steps: shown until they are dismissed, and again when asked for.

const KEY = "digitink.hinted";

export class Hint {
  #section;

  constructor(section, gotIt) {
    this.#section = section;
    section.hidden = wasDismissed();
    gotIt.addEventListener("click", () => this.#dismiss());
  }

  show() {
    this.#section.hidden = false;
    this.#section.scrollIntoView({ block: "nearest" });
    this.#section.querySelector("button").focus();
  }

  #dismiss() {
    this.#section.hidden = true;
    try {
      localStorage.setItem(KEY, "yes");
    } catch {
      // Storage is switched off: the hint comes back with the next visit.
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
