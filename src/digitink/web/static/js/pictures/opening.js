// Pictures that are opened: one lies on the sheet, where it may be turned and cropped; several are read into a table.
// @ts-check

import { element } from "../elements.js";
import { texts } from "../texts.js";
import { Cropping } from "./cropping.js";

/** @import { Corners } from "../geometry.js" */
/** @import { PictureOnSheet } from "./picture.js" */
/** @import { PictureTable } from "./table.js" */
/**
 * @typedef {object} Steps what is done with the answer to what lies on the sheet
 * @property {() => void} forget
 * @property {() => void} wait until it is there
 * @property {() => void} ask
 * @property {(text: string) => void} warn says instead why there is none
 */

export class Opening {
  #picture;
  #steps;
  #cropping = new Cropping((corners) => this.#crop(corners));
  /** @type {PictureTable | null} once there were several pictures */
  #table = null;

  /**
   * @param {PictureOnSheet} picture
   * @param {Steps} steps
   */
  constructor(picture, steps) {
    this.#picture = picture;
    this.#steps = steps;
    element("turn", HTMLButtonElement).addEventListener("click", () => this.#turn());
    element("whole", HTMLButtonElement).addEventListener("click", () => this.#uncrop());
  }

  /** @param {File[]} files */
  async receive(files) {
    this.#table?.close();
    if (files.length === 1) return this.#take(files[0]);
    const { PictureTable } = await import("./table.js");
    this.#table ??= new PictureTable((file) => this.#take(file));
    this.#table.read(files);
  }

  /** No picture is left on the sheet. */
  close() {
    this.#cropping.toggle(false);
    this.#picture.hide();
  }

  /**
   * @param {File} file
   * @param {File | null} [whole] the picture before it was cropped, if it was
   */
  async #take(file, whole = null) {
    const { forget, wait, ask, warn } = this.#steps;
    this.#cropping.toggle(false);
    forget();
    const shown = this.#picture.show(file, whole);
    wait();
    if (!(await shown) && !file.type.startsWith("image/")) {
      this.#picture.hide();
      warn(texts.notAPicture);
    } else if (this.#picture.file === file) ask();
  }

  async #turn() {
    const { file } = this.#picture;
    const turned = await this.#picture.turned();
    if (turned && this.#picture.file === file) this.#take(turned);
  }

  /** @param {Corners} corners on the screen */
  async #crop(corners) {
    const { file, whole } = this.#picture;
    const part = await this.#picture.cropped(corners);
    if (part && this.#picture.file === file) this.#take(part, whole);
  }

  #uncrop() {
    if (this.#picture.whole) this.#take(this.#picture.whole);
  }
}
