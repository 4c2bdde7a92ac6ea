// The drawing and how one draws, kept over a reload and a visit to another page until the tab is closed.

import { recall, store } from "./storage.js";

const KEY = "digitink.session";

// What was kept, { kind, mode, size, drawing, id }, or null.
export function keptSession() {
  const kept = recall("sessionStorage", KEY);
  return Array.isArray(kept?.drawing?.strokes) ? kept : null;
}

export function keepSession(session) {
  store("sessionStorage", KEY, session);
}
