// The last drawings with what each was read as, kept in this browser only.

import { filled } from "./panel.js";
import { download } from "./saving.js";
import { recall, store } from "./storage.js";
import { texts } from "./texts.js";

const KEY = "digitink.drawings";
const MOST = 12;
const THUMBNAIL = 72; // px high, at twice the size it is shown in

// An entry: { id, kind, text, drawing, thumbnail, picture }, the newest first.
export function lastDrawings() {
  const entries = recall("localStorage", KEY);
  return Array.isArray(entries) ? entries : [];
}

export class History {
  #section;
  #list;
  #restore;
  current = 0; // the id of what is being drawn; strokes added to it replace its entry

  // buttons: { forget, exportDrawings }; restore(entry) brings a drawing back, and makes its id the current one.
  constructor(section, list, { forget, exportDrawings }, restore) {
    this.#section = section;
    this.#list = list;
    this.#restore = restore;
    forget.addEventListener("click", () => this.#keep([]));
    exportDrawings.addEventListener("click", async () => {
      const { exported } = await import("./exporting.js");
      download(exported(lastDrawings()), texts.exportFile);
    });
    this.begin();
    this.#show(lastDrawings());
  }

  // What is drawn from now on is another drawing.
  begin() {
    this.current = Date.now();
  }

  remember(pad, kind, text) {
    const [width, height] = pad.size;
    const thumbnail = pad.pictureOf(Math.round((THUMBNAIL * width) / height), THUMBNAIL);
    const entry = { id: this.current, kind, text, drawing: pad.drawing, thumbnail, picture: pad.picture };
    this.#keep([entry, ...lastDrawings().filter(({ id }) => id !== this.current)].slice(0, MOST));
  }

  #keep(entries) {
    store("localStorage", KEY, entries);
    this.#show(entries);
  }

  #show(entries) {
    this.#section.hidden = entries.length === 0;
    this.#list.replaceChildren(...entries.map((entry) => this.#item(entry)));
  }

  #item(entry) {
    const words = entry.text || texts.lastNothing;
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-label", filled(texts.lastItem, { text: words }));
    const image = document.createElement("img");
    [image.src, image.alt] = [entry.thumbnail, ""];
    const label = document.createElement("span");
    label.textContent = words.replaceAll("\n", " ");
    button.append(image, label);
    button.addEventListener("click", () => this.#restore(entry));
    item.append(button);
    return item;
  }
}
