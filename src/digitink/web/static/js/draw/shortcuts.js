// Keys that work while the drawing area is focused; undo and redo work everywhere on the page.
// @ts-check

/**
 * @typedef {"undo" | "redo" | "clear" | "predict" | "draw" | "erase"} OnDrawing
 * @typedef {OnDrawing | "finer" | "bolder" | "why" | "kind" | "open" | "help"} Action
 */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Record<Action, () => void>} actions
 */
export function listenForKeys(canvas, actions) {
  /** @type {Record<string, () => void>} */
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

/**
 * @param {KeyboardEvent} event
 * @param {() => void} act
 */
function run(event, act) {
  event.preventDefault();
  act();
}
