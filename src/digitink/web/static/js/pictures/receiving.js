// Pictures from elsewhere: opened, dropped on the page, pasted, or taken with a camera.
// @ts-check

import { elements } from "../elements.js";

/** @param {(files: File[]) => void} take is called with the pictures that come in, by whatever way: one or several */
export function receivePictures(take) {
  const { open, camera, drop } = elements({ open: HTMLButtonElement, camera: HTMLButtonElement, drop: HTMLElement });
  const { file, shot } = elements({ file: HTMLInputElement, shot: HTMLInputElement });
  for (const { button, input } of [
    { button: open, input: file },
    { button: camera, input: shot },
  ]) {
    button.addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      if (input.files?.length) take([...input.files]);
      input.value = ""; // the same picture may be chosen again
    });
  }

  document.addEventListener("paste", ({ clipboardData }) => {
    if (clipboardData?.files.length) take([...clipboardData.files]);
  });

  /** @type {(event: DragEvent) => boolean | undefined} */
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
    if (event.dataTransfer?.files.length) take([...event.dataTransfer.files]);
  });
}
