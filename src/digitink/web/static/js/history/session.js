// The drawing and how one draws, kept over a reload and a visit to another page until the tab is closed.
// @ts-check

import { recall, store } from "./storage.js";

/** @import { Kind } from "../api.js" */
/** @import { Drawing } from "../draw/strokes.js" */
/** @import { Chosen } from "../draw/tools.js" */
/** @typedef {Chosen & { kind: Kind, drawing: Drawing, id: number }} Session id: that of the drawing in the history */

const KEY = "digitink.session";

/** @returns {Session | null} what was kept, if anything */
export function storedSession() {
  const stored = recall("sessionStorage", KEY);
  return Array.isArray(stored?.drawing?.strokes) ? stored : null;
}

/** @param {Session} session */
export function storeSession(session) {
  store("sessionStorage", KEY, session);
}
