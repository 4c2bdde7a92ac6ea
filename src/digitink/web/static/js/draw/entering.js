// A stroke that begins beside the sheet enters it at its edge: children begin there, and so does a quick hand.
// @ts-check

import { crossing } from "../geometry.js";

/** @import { Point } from "../geometry.js" */

// What a press outside the sheet may be meant for instead.
const CONTROLS = "a, button, input, select, label, summary, dialog, [contenteditable]";
// On such a tablet signature_pad listens to touches instead of pointers.
const LISTENS_TO_TOUCHES = /Macintosh/.test(navigator.userAgent) && "ontouchstart" in document;

/**
 * Begin strokes on a canvas where pointers that were pressed elsewhere come in.
 * @param {HTMLCanvasElement} canvas
 */
export function beginAtTheEdge(canvas) {
  /** @type {(Point & { id: number }) | null} where the pressed pointer was last */
  let outside = null;

  const forget = () => {
    outside = null;
    document.documentElement.classList.remove("stroke-entered");
  };

  window.addEventListener(
    "pointerdown",
    ({ target, isPrimary, buttons, pointerId, clientX, clientY }) => {
      forget();
      if (isPrimary && buttons === 1 && target instanceof Element && target !== canvas && !target.closest(CONTROLS)) {
        outside = { id: pointerId, x: clientX, y: clientY };
      }
    },
    { capture: true },
  );

  window.addEventListener(
    "pointermove",
    (event) => {
      if (!outside || event.pointerId !== outside.id) return;
      const here = { x: event.clientX, y: event.clientY };
      const edge = event.buttons === 1 ? crossing(outside, here, canvas.getBoundingClientRect()) : null;
      if (edge) {
        outside = null;
        document.getSelection()?.removeAllRanges(); // a mouse pressed beside the sheet has begun to select text
        document.documentElement.classList.add("stroke-entered");
        press(canvas, event, edge);
      } else outside = { id: outside.id, ...here };
    },
    { capture: true },
  );

  window.addEventListener("pointerup", forget, { capture: true });
  window.addEventListener("pointercancel", forget, { capture: true });
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {PointerEvent} event of which it is to be the first
 * @param {Point} where on the screen
 */
function press(canvas, { pointerId, persistentDeviceId, pointerType, pressure }, { x, y }) {
  const at = { clientX: x, clientY: y, button: 0, buttons: 1, bubbles: true, cancelable: true };
  const pointer = { ...at, pointerId, persistentDeviceId, pointerType, pressure, isPrimary: true };
  canvas.dispatchEvent(new PointerEvent("pointerdown", pointer));
  if (!LISTENS_TO_TOUCHES) return;
  if (pointerType === "mouse") canvas.dispatchEvent(new MouseEvent("mousedown", at));
  else {
    const touches = [{ clientX: x, clientY: y, force: pressure }];
    const began = new Event("touchstart", { bubbles: true, cancelable: true });
    canvas.dispatchEvent(Object.assign(began, { targetTouches: touches, changedTouches: touches }));
  }
}
