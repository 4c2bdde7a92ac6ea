// What of all that touches the drawing area is a pen: no palm, no second finger, no pinch; and every point it made.
// @ts-check

const PALM = 60; // px: no fingertip touches so broad a patch
const PINCH = 24; // px, a finger's breadth: the first finger of a pinch has moved no further when the second comes down

/**
 * Filter what reaches a canvas.
 * @param {HTMLElement} around it
 * @param {HTMLCanvasElement} canvas
 * @param {() => void} abandon forgets the stroke that is being drawn
 */
export function filterPointers(around, canvas, abandon) {
  let penSeen = false;
  let refused = false; // the touch that began last
  /** @type {Map<number, { x: number, y: number, far: number }>} that are down: where each began, how far it went */
  const fingers = new Map();

  /**
   * A second finger draws nothing; and where it makes a pinch with the first, neither was to.
   * @param {PointerEvent} event
   */
  const isSecond = ({ pointerId }) => {
    const [[first, { far }] = [pointerId, { far: 0 }]] = fingers;
    if (first === pointerId) return false;
    if (far < PINCH) abandon();
    return true;
  };

  around.addEventListener(
    "pointerdown",
    (event) => {
      const { pointerType, pointerId, width, height, clientX: x, clientY: y } = event;
      refused = false;
      if (pointerType === "pen" && event.target === canvas) {
        penSeen = true;
        abandon(); // what a palm began before its pen came down
      } else if (pointerType === "touch") {
        if (event.isPrimary) fingers.clear(); // nothing else touches the screen
        const palm = penSeen || Math.max(width, height) > PALM;
        refused = palm || isSecond(event);
        if (!palm) fingers.set(pointerId, { x, y, far: 0 });
        if (refused && event.target === canvas) refuse(event);
      }
    },
    { capture: true },
  );

  window.addEventListener(
    "pointermove",
    ({ pointerId, clientX, clientY }) => {
      const finger = fingers.get(pointerId);
      if (finger) finger.far = Math.max(finger.far, Math.hypot(clientX - finger.x, clientY - finger.y));
    },
    { capture: true },
  );
  window.addEventListener("pointerup", ({ pointerId }) => fingers.delete(pointerId), { capture: true });
  window.addEventListener("pointercancel", ({ pointerId }) => fingers.delete(pointerId), { capture: true });

  // On a tablet that calls itself a Macintosh, signature_pad listens to touches, which follow their pointer.
  around.addEventListener(
    "touchstart",
    (event) => {
      if (refused && event.target === canvas) refuse(event); // on a picture two fingers zoom
    },
    { capture: true, passive: false },
  );

  // Between two frames a pen makes several points; the browser hands them over with the last one only.
  window.addEventListener(
    "pointermove",
    (event) => {
      for (const each of event.buttons ? event.getCoalescedEvents().slice(0, -1) : []) window.dispatchEvent(copy(each));
    },
    { capture: true },
  );
}

/** @param {Event} event */
function refuse(event) {
  event.stopPropagation();
  event.preventDefault();
}

/** @param {PointerEvent} event */
function copy(event) {
  const { pointerId, persistentDeviceId, pointerType, isPrimary, clientX, clientY, pressure, buttons, button } = event;
  const where = { clientX, clientY, pressure, buttons, button, cancelable: true };
  const pointer = { pointerId, persistentDeviceId, pointerType, isPrimary };
  return new PointerEvent("pointermove", { ...where, ...pointer });
}
