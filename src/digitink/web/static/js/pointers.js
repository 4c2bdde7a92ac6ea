// What of all that touches the drawing area is a pen: no palm and no second finger; and every point it made.

const PALM = 60; // px: no fingertip touches so broad a patch

// Filter what reaches `canvas`, from `around`, an element around it; abandon() forgets the stroke being drawn.
export function filterPointers(around, canvas, abandon) {
  let penSeen = false;
  let refused = false; // the touch that began last

  around.addEventListener(
    "pointerdown",
    (event) => {
      refused = false;
      if (event.target !== canvas) return;
      if (event.pointerType === "pen") {
        penSeen = true;
        abandon(); // what a palm began before its pen came down
      } else if (event.pointerType === "touch" && (penSeen || Math.max(event.width, event.height) > PALM)) {
        refuse(event);
        refused = true;
      }
    },
    { capture: true },
  );

  // On a tablet that calls itself a Macintosh, signature_pad listens to touches, which follow their pointer.
  around.addEventListener("touchstart", (event) => refused && refuse(event), { capture: true, passive: false });

  // Between two frames a pen makes several points; the browser hands them over with the last one only.
  window.addEventListener(
    "pointermove",
    (event) => {
      for (const each of event.buttons ? event.getCoalescedEvents().slice(0, -1) : []) window.dispatchEvent(copy(each));
    },
    { capture: true },
  );
}

function refuse(event) {
  event.stopPropagation();
  event.preventDefault();
}

function copy(event) {
  const { pointerId, persistentDeviceId, pointerType, isPrimary, clientX, clientY, pressure, buttons, button } = event;
  return new PointerEvent("pointermove", {
    pointerId,
    persistentDeviceId,
    pointerType,
    isPrimary,
    clientX,
    clientY,
    pressure,
    buttons,
    button,
    cancelable: true,
  });
}
