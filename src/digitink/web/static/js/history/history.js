// The last drawings with what each was read as, kept in this browser only.
// @ts-check

import { element } from "../elements.js";
import { filled } from "../format.js";
import { download } from "../saving.js";
import { texts } from "../texts.js";
import { recall, store } from "./storage.js";

/** @import { Kind } from "../api.js" */
/** @import { Pad } from "../draw/pad.js" */
/** @import { Drawing } from "../draw/strokes.js" */
/**
 * @typedef {{ id: number, kind: Kind, text: string, drawing: Drawing, thumbnail: string, picture: string }} Entry
 * id: when it was begun; text: what was read, "" for no digit; thumbnail and picture: data URLs
 */

const KEY = "digitink.drawings";
const MOST = 12;
const THUMBNAIL = 72; // px high, at twice the size it is shown in

/** @returns {Entry[]} the newest first */
export function lastDrawings() {
  const entries = recall("localStorage", KEY);
  return Array.isArray(entries) ? entries : [];
}

export class History {
  #section = element("last", HTMLElement);
  #list = element("lastDrawings", HTMLElement);
  #restore;
  current = 0; // the id of what is being drawn; strokes added to it replace its entry

  /** @param {(entry: Entry) => void} restore brings a drawing back, and makes its id the current one */
  constructor(restore) {
    this.#restore = restore;
    element("forget", HTMLButtonElement).addEventListener("click", () => this.#keep([]));
    element("exportDrawings", HTMLButtonElement).addEventListener("click", async () => {
      const { exported } = await import("./exporting.js");
      download(exported(lastDrawings()), texts.exportFile);
    });
    this.begin();
    this.#show(lastDrawings());
  }

  /** What is drawn from now on is another drawing. */
  begin() {
    this.current = Date.now();
  }

  /**
   * @param {Pad} pad
   * @param {Kind} kind
   * @param {string} text what was read
   */
  remember(pad, kind, text) {
    const [width, height] = pad.size;
    const thumbnail = pad.pictureOf(Math.round((THUMBNAIL * width) / height), THUMBNAIL);
    const entry = { id: this.current, kind, text, drawing: pad.drawing, thumbnail, picture: pad.picture };
    this.#keep([entry, ...lastDrawings().filter(({ id }) => id !== this.current)].slice(0, MOST));
  }

  /** @param {Entry[]} entries */
  #keep(entries) {
    store("localStorage", KEY, entries);
    this.#show(entries);
  }

  /** @param {Entry[]} entries */
  #show(entries) {
    this.#section.hidden = entries.length === 0;
    this.#list.replaceChildren(...entries.map((entry) => this.#item(entry)));
  }

  /** @param {Entry} entry */
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
