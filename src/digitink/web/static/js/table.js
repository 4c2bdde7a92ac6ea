// Several pictures at once: a table of what is read in each, to be copied or downloaded.

import { reduced } from "./editing.js";
import { filled, percent } from "./panel.js";
import { sendFiles } from "./reading.js";
import { copy, download } from "./saving.js";
import { texts } from "./texts.js";

const AT_ONCE = 4; // pictures a request: the table fills as they are read

export class PictureTable {
  #elements;
  #open;
  #reading = null; // aborts what is being read
  #results = []; // { file, text, confidence } or { file, detail }, and the File itself as `picture`

  // elements: { table, rows, tableProgress, tableStatus, copyTable, downloadTable, closeTable }; open(file) shows one picture.
  constructor(elements, open) {
    this.#elements = elements;
    this.#open = open;
    elements.closeTable.addEventListener("click", () => this.close());
    elements.copyTable.addEventListener("click", () => this.#copy());
    elements.downloadTable.addEventListener("click", () =>
      download(csv(this.#lines()), texts.table.file, "text/csv;charset=utf-8"),
    );
  }

  close() {
    this.#reading?.abort();
    this.#elements.table.hidden = true;
  }

  async read(files) {
    this.close();
    const { table, rows, tableProgress } = this.#elements;
    this.#reading = new AbortController();
    const { signal } = this.#reading;
    this.#results = [];
    rows.replaceChildren();
    [tableProgress.max, tableProgress.value] = [files.length, 0];
    table.hidden = tableProgress.hidden = false;
    table.scrollIntoView({ block: "nearest" });
    this.#say(filled(texts.table.reading, { done: 0, all: files.length }));
    try {
      for (let first = 0; first < files.length; first += AT_ONCE) {
        const some = files.slice(first, first + AT_ONCE);
        const { results } = await sendFiles("numbers", await Promise.all(some.map(asSent)), signal);
        this.#results.push(...results.map((result, place) => ({ ...result, file: some[place].name, picture: some[place] })));
        rows.append(...this.#results.slice(first).map((result) => this.#row(result)));
        tableProgress.value = this.#results.length;
        this.#say(filled(texts.table.reading, { done: this.#results.length, all: files.length }));
      }
      this.#say(filled(texts.table.done, { all: files.length }));
    } catch (error) {
      if (signal.aborted) return;
      this.#say(error.message);
    }
    tableProgress.hidden = true;
  }

  #row(result) {
    const row = document.createElement("tr");
    const name = document.createElement("th");
    name.scope = "row";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = result.file;
    button.addEventListener("click", () => this.#open(result.picture));
    name.append(button);
    const [text, sure] = [document.createElement("td"), document.createElement("td")];
    text.textContent = result.detail ?? (result.written || texts.noNumber);
    text.classList.toggle("warning", !result.written);
    sure.textContent = result.written ? percent(result.confidence) : "";
    row.append(name, text, sure);
    return row;
  }

  async #copy() {
    const copied = await copy(this.#lines().map((cells) => cells.join("\t")).join("\n"));
    this.#say(copied ? texts.copied : texts.notCopied);
  }

  #lines() {
    const { picture, number, confidence } = texts.table;
    const lines = this.#results.map(({ file, written = "", confidence: sure }) => [
      file,
      written.replaceAll("\n", " / "),
      written ? (Math.floor(1e4 * sure) / 1e4).toFixed(4) : "", // never more than is known
    ]);
    return [[picture, number, confidence], ...lines];
  }

  #say(words) {
    this.#elements.tableStatus.textContent = words;
  }
}

// A picture as it is sent: smaller, where the browser can show it.
async function asSent(file) {
  const image = new Image();
  image.src = URL.createObjectURL(file);
  try {
    await image.decode();
    return (await reduced(image, file)).file;
  } catch {
    return file; // the server may know it
  } finally {
    URL.revokeObjectURL(image.src);
  }
}

// As RFC 4180 has it. What a spreadsheet would take for a formula is given to it as text.
export function csv(lines) {
  const cell = (text) => `"${text.replace(/^[=+@\-\t\r]/, "'$&").replaceAll('"', '""')}"`;
  return `\ufeff${lines.map((cells) => cells.map(cell).join(",")).join("\r\n")}\r\n`;
}
