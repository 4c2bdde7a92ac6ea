// The help sheet, and from it the first steps.
// @ts-check

import { element, elements } from "./elements.js";

/** @import { Tutorial } from "./tutorial.js" */

export class Help {
  #sheet = element("helpSheet", HTMLDialogElement);

  /** @param {Tutorial} tutorial */
  constructor(tutorial) {
    const { help, closeSheet, showHint } = elements({
      help: HTMLButtonElement,
      closeSheet: HTMLButtonElement,
      showHint: HTMLButtonElement,
    });
    help.addEventListener("click", () => this.open());
    closeSheet.addEventListener("click", () => this.#sheet.close());
    showHint.addEventListener("click", () => {
      this.#sheet.close();
      tutorial.show();
    });
  }

  open() {
    this.#sheet.showModal();
  }
}
