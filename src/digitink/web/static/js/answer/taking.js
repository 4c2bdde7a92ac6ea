// Take the answer with you: copied, or as a picture with its boxes.
// @ts-check

import { elements } from "../elements.js";
import { copy, download } from "../saving.js";
import { texts } from "../texts.js";

/** @import { Sheet } from "../sheet.js" */

export class Taking {
  #elements = elements({
    take: HTMLElement,
    copy: HTMLButtonElement,
    saveAnnotated: HTMLButtonElement,
    taken: HTMLElement,
    result: HTMLElement,
    sure: HTMLElement,
    boxes: SVGSVGElement,
  });

  #sheet;

  /** @param {Sheet} sheet */
  constructor(sheet) {
    this.#sheet = sheet;
    const { copy: button, saveAnnotated, result, sure, boxes } = this.#elements;
    button.addEventListener("click", async () =>
      this.#say((await copy(result.textContent ?? "")) ? texts.copied : texts.notCopied),
    );
    saveAnnotated.addEventListener("click", async () => {
      const { annotated } = await import("./annotated.js");
      const { size } = sheet;
      const words = `${result.textContent?.replaceAll("\n", " / ")}   ${sure.textContent}`;
      if (size) download(await annotated(await sheet.image(), size, boxes, words), texts.annotatedFile);
    });
    new MutationObserver(() => this.#offer()).observe(result, { childList: true });
  }

  /** There is something to take, or nothing. */
  #offer() {
    const { take, result, saveAnnotated } = this.#elements;
    take.hidden = !result.textContent;
    saveAnnotated.hidden = this.#sheet.size === null; // the browser cannot show it
    this.#say("");
  }

  /** @param {string} words */
  #say(words) {
    this.#elements.taken.textContent = words;
  }
}
