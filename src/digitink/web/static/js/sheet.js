// What is on the sheet: the drawing, or a picture in its place.
// @ts-check

import { read, sendFile } from "./api.js";
import { decoded } from "./images.js";

/** @import { Answers } from "./api.js" */
/** @import { Pad } from "./draw/pad.js" */
/** @import { PictureOnSheet } from "./pictures/picture.js" */

export class Sheet {
  #pad;
  #picture;

  /**
   * @param {Pad} pad
   * @param {PictureOnSheet} picture
   */
  constructor(pad, picture) {
    this.#pad = pad;
    this.#picture = picture;
  }

  get isBlank() {
    return !this.hasPicture && this.#pad.isBlank;
  }

  get hasPicture() {
    return this.#picture.file !== null;
  }

  /** In px as the server counts them; null where the browser cannot show the picture. */
  get size() {
    return this.hasPicture ? this.#picture.size : this.#pad.size;
  }

  /**
   * What is read in it.
   * @template {keyof Answers} What
   * @param {What} what
   * @param {AbortSignal} [signal]
   * @param {boolean} [quietly] without a line that shows how far it is sent
   * @returns {Promise<Answers[What]>}
   */
  read(what, signal, quietly = false) {
    const { sent } = this.#picture;
    if (!sent) return read(what, this.#pad.picture, signal);
    const progress = quietly ? undefined : (/** @type {number} */ fraction) => this.#picture.progress(fraction);
    return sendFile(what, sent, { signal, progress });
  }

  /** Resolves to what can be drawn on a canvas. */
  async image() {
    return this.hasPicture ? this.#picture.image : decoded(this.#pad.picture);
  }

  /** Resolves to a data URL of it. */
  async data() {
    const { sent } = this.#picture;
    return sent ? dataUrl(sent) : this.#pad.picture;
  }
}

/**
 * @param {Blob} file
 * @returns {Promise<string>}
 */
function dataUrl(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(String(reader.result)));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(file);
  });
}
