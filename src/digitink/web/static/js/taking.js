// Take the answer with you: copied, or as a picture with its boxes.

import { copy, download } from "./saving.js";
import { texts } from "./texts.js";

export class Taking {
  #elements;
  #sheet;

  // elements: { take, copy, saveAnnotated, taken, result, sure, boxes }
  constructor(elements, sheet) {
    this.#elements = elements;
    this.#sheet = sheet;
    const { result, sure } = elements;
    elements.copy.addEventListener("click", async () =>
      this.#say((await copy(result.textContent)) ? texts.copied : texts.notCopied),
    );
    elements.saveAnnotated.addEventListener("click", async () => {
      const { annotated } = await import("./annotated.js");
      const words = `${result.textContent.replaceAll("\n", " / ")}   ${sure.textContent}`;
      download(await annotated(await sheet.image(), sheet.size, elements.boxes, words), texts.annotatedFile);
    });
    new MutationObserver(() => this.#offer()).observe(result, { childList: true });
  }

  // There is something to take, or nothing.
  #offer() {
    const { take, result, saveAnnotated } = this.#elements;
    take.hidden = !result.textContent;
    saveAnnotated.hidden = this.#sheet.size === null; // the browser cannot show it
    this.#say("");
  }

  #say(words) {
    this.#elements.taken.textContent = words;
  }
}
