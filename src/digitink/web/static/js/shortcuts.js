// Keys that work while the drawing area is focused; undo and redo work everywhere on the page.

// actions: { undo, redo, clear, predict, draw, erase, finer, bolder, why, kind, open, help }
export function listenForKeys(canvas, actions) {
  const onCanvas = {
    Enter: actions.predict,
    Delete: actions.clear,
    d: actions.draw,
    e: actions.erase,
    "-": actions.finer,
    "+": actions.bolder,
    "[": actions.finer,
    "]": actions.bolder,
    w: actions.why,
    n: actions.kind,
    o: actions.open,
    "?": actions.help,
  };
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = onCanvas[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act) run(event, act);
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key === "z") run(event, event.shiftKey ? actions.redo : actions.undo);
    else if (key === "y") run(event, actions.redo);
  });
}

function run(event, act) {
  event.preventDefault();
  act();
}
