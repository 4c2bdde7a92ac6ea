// The drawing and how one draws, kept over a reload and a visit to another page until the tab is closed.

const KEY = "digitink.session";

// What was kept, { kind, mode, size, drawing, id }, or null.
export function keptSession() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY));
    return Array.isArray(kept?.drawing?.strokes) ? kept : null;
  } catch {
    return null; // storage is switched off, or holds something else
  }
}

export function keepSession(session) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(session));
  } catch {
    // Storage is full or switched off: the drawing lasts as long as the page.
  }
}
