// What is on the sheet: the drawing, or a picture in its place.

import { read, sendFile } from "./reading.js";

export class Sheet {
  #pad;
  #picture;

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

  // Width and height in px as the server counts them; null where the browser cannot show the picture.
  get size() {
    return this.hasPicture ? this.#picture.size : this.#pad.size;
  }

  // What is read in it; quietly: without a line that shows how far it is sent.
  read(what, signal, quietly = false) {
    if (!this.hasPicture) return read(what, this.#pad.picture, signal);
    const progress = quietly ? () => {} : (share) => this.#picture.progress(share);
    return sendFile(what, this.#picture.sent, { signal, progress });
  }

  // Resolves to what can be drawn on a canvas.
  async image() {
    if (this.hasPicture) return this.#picture.image;
    const image = new Image();
    image.src = this.#pad.picture;
    await image.decode();
    return image;
  }

  // Resolves to a data URL of it.
  async data() {
    return this.hasPicture ? dataUrl(this.#picture.sent) : this.#pad.picture;
  }
}

function dataUrl(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(file);
  });
}
