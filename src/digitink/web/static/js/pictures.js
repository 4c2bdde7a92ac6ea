// Pictures from elsewhere: opened, dropped on the page, pasted, or taken with a camera.

const SHOWN_FROM = 200_000; // bytes: what is smaller is sent before a progress line could be read

// Call take(file) with every picture that comes in, by whatever way.
export function receivePictures({ open, camera, file, shot, drop }, take) {
  for (const [button, input] of [
    [open, file],
    [camera, shot],
  ]) {
    button.addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      if (input.files.length) take(input.files[0]);
      input.value = ""; // the same picture may be chosen again
    });
  }

  document.addEventListener("paste", ({ clipboardData }) => {
    if (clipboardData?.files.length) take(clipboardData.files[0]);
  });

  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
  let depth = 0; // a drag enters and leaves every element on its way
  document.addEventListener("dragenter", (event) => {
    if (!carriesFiles(event)) return;
    depth += 1;
    drop.hidden = false;
  });
  document.addEventListener("dragleave", (event) => {
    if (!carriesFiles(event)) return;
    depth -= 1;
    if (depth <= 0) drop.hidden = true;
  });
  document.addEventListener("dragover", (event) => {
    if (carriesFiles(event)) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth = 0;
    drop.hidden = true;
    take(event.dataTransfer.files[0]);
  });
}

// Shows a picture on the sheet instead of the drawing.
export class PictureOnSheet {
  #sheet;
  #image;
  #back;
  #progress;
  file = null;

  constructor(sheet, image, back, progress) {
    this.#sheet = sheet;
    this.#image = image;
    this.#back = back;
    this.#progress = progress;
  }

  // Resolves to whether the browser can show it; the server may know more kinds, or fewer.
  async show(file) {
    this.hide();
    this.file = file;
    this.#image.src = URL.createObjectURL(file);
    const shown = await this.#image.decode().then(
      () => true,
      () => false,
    );
    if (this.file === file) {
      this.#image.hidden = !shown;
      this.#back.hidden = false;
      this.#sheet.classList.add("pictured");
    }
    return shown;
  }

  hide() {
    if (!this.file) return;
    URL.revokeObjectURL(this.#image.src);
    this.file = null;
    this.#image.removeAttribute("src");
    this.#image.hidden = this.#back.hidden = this.#progress.hidden = true;
    this.#sheet.classList.remove("pictured");
  }

  // Width and height in px as the server counts them, or null where the browser cannot show it.
  get size() {
    const { naturalWidth, naturalHeight } = this.#image;
    return naturalWidth ? [naturalWidth, naturalHeight] : null;
  }

  progress(share) {
    this.#progress.hidden = share >= 1 || this.file === null || this.file.size < SHOWN_FROM;
    this.#progress.value = share;
  }
}
