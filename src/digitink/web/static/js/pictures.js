// Pictures from elsewhere: opened, dropped on the page, pasted, or taken with a camera.

const SHOWN_FROM = 200_000; // bytes: what is smaller is sent before a progress line could be read
const LONGEST = 2400; // px along the longer side that are sent: half as many again as the server looks at
const QUALITY = 0.85; // of the JPEG that is sent of a larger one: some hundred kilobytes

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
  #sent = null; // what the server is given: the file, or a reduction of it
  #size = null;
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
    const sent = shown ? await reduced(this.#image, file) : { file, size: null };
    if (this.file === file) {
      [this.#sent, this.#size] = [sent.file, sent.size];
      this.#image.hidden = !shown;
      this.#back.hidden = false;
      this.#sheet.classList.add("pictured");
    }
    return shown;
  }

  hide() {
    if (!this.file) return;
    URL.revokeObjectURL(this.#image.src);
    this.file = this.#sent = this.#size = null;
    this.#image.removeAttribute("src");
    this.#image.hidden = this.#back.hidden = this.#progress.hidden = true;
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

  progress(share) {
    this.#progress.hidden = share >= 1 || this.file === null || this.sent.size < SHOWN_FROM;
    this.#progress.value = share;
  }
}

// A picture that the browser has decoded and turned upright, as it is sent: { file, size }.
async function reduced(image, file) {
  const whole = [image.naturalWidth, image.naturalHeight];
  const scale = LONGEST / Math.max(...whole);
  if (scale >= 1) return { file, size: whole };
  const size = whole.map((length) => Math.max(1, Math.round(scale * length)));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = size;
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, ...size);
  const kind = file.type === "image/jpeg" || isOpaque(context, size) ? "image/jpeg" : "image/png";
  const smaller = await new Promise((resolve) => canvas.toBlob(resolve, kind, QUALITY));
  return smaller ? { file: smaller, size } : { file, size: whole }; // null where memory does not do
}

function isOpaque(context, size) {
  const { data } = context.getImageData(0, 0, ...size);
  for (let alpha = 3; alpha < data.length; alpha += 4) if (data[alpha] < 255) return false;
  return true;
}
