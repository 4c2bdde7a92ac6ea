// A picture on the sheet in place of the drawing: shown, turned, cropped, and put away.
// @ts-check

import { elements } from "../elements.js";
import { inPicture } from "../geometry.js";
import { cropped, reduced, turned } from "./editing.js";

/** @import { Box, Corners, Size } from "../geometry.js" */

const SHOWN_FROM = 200_000; // bytes: what is smaller is sent before a progress line could be read
const LEAST = 8; // px: of what is cropped to less, nothing can be read

export class PictureOnSheet {
  #sheet;
  #elements = elements({
    picture: HTMLImageElement,
    noPreview: HTMLElement,
    pictureTools: HTMLElement,
    whole: HTMLButtonElement,
    upload: HTMLProgressElement,
  });

  /** @type {File | null} what the server is given: the file, or a reduction of it */
  #sent = null;
  /** @type {Size | null} */
  #size = null;
  /** @type {File | null} the file before it was cropped */
  #whole = null;
  /** @type {File | null} */
  file = null;

  /** @param {HTMLElement} sheet */
  constructor(sheet) {
    this.#sheet = sheet;
  }

  /**
   * @param {File} file
   * @param {File | null} [whole] the picture before it was cropped, if it was
   * @returns {Promise<boolean>} whether the browser can show it; the server may know more kinds, or fewer
   */
  async show(file, whole = null) {
    this.hide();
    const { picture, noPreview, pictureTools, whole: uncrop } = this.#elements;
    this.file = file;
    this.#whole = whole;
    picture.src = URL.createObjectURL(file);
    const shown = await picture.decode().then(
      () => true,
      () => false,
    );
    const sent = shown ? await reduced(picture, file) : { file, size: null };
    if (this.file === file) {
      [this.#sent, this.#size] = [sent.file, sent.size];
      picture.hidden = !shown;
      noPreview.hidden = shown;
      pictureTools.hidden = false;
      for (const button of pictureTools.querySelectorAll(".picture-edit")) button.toggleAttribute("hidden", !shown);
      uncrop.hidden = !whole;
      const [width, height] = sent.size ?? [4, 3];
      this.#sheet.style.setProperty("--ratio", String(width / height));
      this.#sheet.classList.add("sheet-pictured");
    }
    return shown;
  }

  hide() {
    if (!this.file) return;
    const { picture, noPreview, pictureTools, upload } = this.#elements;
    URL.revokeObjectURL(picture.src);
    this.file = this.#sent = this.#size = this.#whole = null;
    picture.removeAttribute("src");
    picture.hidden = noPreview.hidden = pictureTools.hidden = upload.hidden = true;
    this.#sheet.classList.remove("sheet-pictured");
  }

  /** What the server is to read; before the picture is decoded, the file. */
  get sent() {
    return this.#sent ?? this.file;
  }

  /** In px as the server counts them; null where the browser cannot show it. */
  get size() {
    return this.#size;
  }

  /** The element that shows it. */
  get image() {
    return this.#elements.picture;
  }

  /** The file turned by a quarter by the clock; null where that cannot be. */
  async turned() {
    return this.file && ((await turned(this.#elements.picture, this.file))?.file ?? null);
  }

  /**
   * The file of a part of it; null where that is none.
   * @param {Corners} corners on the screen
   */
  async cropped(corners) {
    const { picture } = this.#elements;
    const { naturalWidth: width, naturalHeight: height } = picture;
    const [left, top, right, bottom] = inPicture(corners, [width, height], picture.getBoundingClientRect());
    if (!this.file || right - left < LEAST || bottom - top < LEAST) return null;
    /** @type {Box} */
    const part = [left, top, Math.min(width, right) - left, Math.min(height, bottom) - top];
    return (await cropped(picture, part, this.file))?.file ?? null;
  }

  /** The file before it was cropped. */
  get whole() {
    return this.#whole ?? this.file;
  }

  /** @param {number} fraction of it that is sent, 0 to 1 */
  progress(fraction) {
    const { upload } = this.#elements;
    upload.hidden = fraction >= 1 || !this.sent || this.sent.size < SHOWN_FROM;
    upload.value = fraction;
  }
}
