// A stroke that begins beside the sheet enters it at its edge: children begin there, and so does a quick hand.

// What a press outside the sheet may be meant for instead.
const CONTROLS = "a, button, input, select, label, summary, dialog, [contenteditable]";
// On such a tablet signature_pad listens to touches instead of pointers.
const LISTENS_TO_TOUCHES = /Macintosh/.test(navigator.userAgent) && "ontouchstart" in document;

// Begin strokes on `canvas` where pointers that were pressed elsewhere come in.
export function beginAtTheEdge(canvas) {
  let outside = null; // where the pressed pointer was last, { id, x, y }

  const forget = () => {
    outside = null;
    document.documentElement.classList.remove("entered");
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
        document.getSelection().removeAllRanges(); // a mouse pressed beside the sheet has begun to select text
        document.documentElement.classList.add("entered");
        press(canvas, event, edge);
      } else outside = { id: outside.id, ...here };
    },
    { capture: true },
  );

  window.addEventListener("pointerup", forget, { capture: true });
  window.addEventListener("pointercancel", forget, { capture: true });
}

// Where the way from a point outside a rectangle to another point enters it, { x, y }; null where it does not.
// Source: Liang and Barsky 1984, "A new concept and method for line clipping", ACM Transactions on Graphics 3(1).
export function crossing(from, to, { left, right, top, bottom }) {
  let [enters, leaves] = [0, 1];
  for (const [start, way, low, high] of [
    [from.x, to.x - from.x, left, right],
    [from.y, to.y - from.y, top, bottom],
  ]) {
    if (way === 0) {
      if (start < low || start > high) return null;
    } else {
      const [one, other] = [(low - start) / way, (high - start) / way];
      enters = Math.max(enters, Math.min(one, other));
      leaves = Math.min(leaves, Math.max(one, other));
    }
  }
  return enters <= leaves && right > left
    ? { x: from.x + enters * (to.x - from.x), y: from.y + enters * (to.y - from.y) }
    : null;
}

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
