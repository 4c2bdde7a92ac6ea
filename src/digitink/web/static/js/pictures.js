// A picture on the sheet in place of the drawing: shown, turned, cropped, and put away.

import { cropped, reduced, turned } from "./editing.js";

const SHOWN_FROM = 200_000; // bytes: what is smaller is sent before a progress line could be read

export class PictureOnSheet {
  #sheet;
  #elements;
  #sent = null; // what the server is given: the file, or a reduction of it
  #size = null;
  #whole = null; // the file before it was cropped
  file = null;

  // elements: { picture, noPreview, pictureTools, whole, upload }
  constructor(sheet, elements) {
    this.#sheet = sheet;
    this.#elements = elements;
  }

  // Resolves to whether the browser can show it; the server may know more kinds, or fewer.
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
      for (const button of pictureTools.querySelectorAll(".edit")) button.hidden = !shown;
      uncrop.hidden = !whole;
      const [width, height] = sent.size ?? [4, 3];
      this.#sheet.style.setProperty("--ratio", width / height);
      this.#sheet.classList.add("pictured");
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
    this.#sheet.classList.remove("pictured");
  }

  // What the server is to read: a Blob; before the picture is decoded, the file.
  get sent() {
    return this.#sent ?? this.file;
  }

  // Width and height in px as the server counts them, or null where the browser cannot show it.
  get size() {
    return this.#size;
  }

  // The element that shows it.
  get image() {
    return this.#elements.picture;
  }

  // The file turned by a quarter by the clock; null where that cannot be.
  async turned() {
    return (await turned(this.#elements.picture, this.file))?.file ?? null;
  }

  // The file of a part of it, [left, top, right, bottom] in px of the screen; null where that is none.
  async cropped(corners) {
    const { picture } = this.#elements;
    const { naturalWidth: width, naturalHeight: height } = picture;
    const [left, top, right, bottom] = within(picture, corners);
    if (right - left < 8 || bottom - top < 8) return null;
    const part = [left, top, Math.min(width, right) - left, Math.min(height, bottom) - top];
    return (await cropped(picture, part, this.file))?.file ?? null;
  }

  // The file before it was cropped.
  get whole() {
    return this.#whole ?? this.file;
  }

  progress(share) {
    const { upload } = this.#elements;
    upload.hidden = share >= 1 || this.file === null || this.sent.size < SHOWN_FROM;
    upload.value = share;
  }
}

// Corners on the screen, [left, top, right, bottom] in px, in px of the picture that an element shows as "contain" does.
function within(image, [left, top, right, bottom]) {
  const { naturalWidth: width, naturalHeight: height } = image;
  const box = image.getBoundingClientRect();
  const scale = Math.min(box.width / width, box.height / height);
  const [x, y] = [box.left + (box.width - scale * width) / 2, box.top + (box.height - scale * height) / 2];
  const clamp = (value, most) => Math.max(0, Math.min(most, value));
  return [
    clamp((left - x) / scale, width),
    clamp((top - y) / scale, height),
    clamp((right - x) / scale, width),
    clamp((bottom - y) / scale, height),
  ];
}
