// Several pictures at once: a table of what is read in each, to be copied or downloaded.
// @ts-check

import { reasonOf, sendFiles } from "../api.js";
import { elements } from "../elements.js";
import { filled, percent } from "../format.js";
import { decoded } from "../images.js";
import { copy, download } from "../saving.js";
import { texts } from "../texts.js";
import { csv, rowsOf } from "./csv.js";
import { reduced } from "./editing.js";

/** @import { FileProblem, FileReading } from "../api.js" */
/** @typedef {(FileReading | FileProblem) & { picture: File }} Row */

const AT_ONCE = 4; // pictures a request: the table fills as they are read

export class PictureTable {
  #elements = elements({
    table: HTMLElement,
    rows: HTMLElement,
    tableProgress: HTMLProgressElement,
    tableStatus: HTMLElement,
    copyTable: HTMLButtonElement,
    downloadTable: HTMLButtonElement,
    closeTable: HTMLButtonElement,
  });

  #open;
  /** @type {AbortController | null} of what is being read */
  #reading = null;
  /** @type {Row[]} */
  #results = [];

  /** @param {(file: File) => void} open shows one picture */
  constructor(open) {
    this.#open = open;
    const { closeTable, copyTable, downloadTable } = this.#elements;
    closeTable.addEventListener("click", () => this.close());
    copyTable.addEventListener("click", () => this.#copy());
    downloadTable.addEventListener("click", () =>
      download(csv(this.#lines()), texts.table.file, "text/csv;charset=utf-8"),
    );
  }

  close() {
    this.#reading?.abort();
    this.#elements.table.hidden = true;
  }

  /** @param {File[]} files */
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
        const { results } = await sendFiles(await Promise.all(some.map(asSent)), signal);
        this.#results.push(
          ...results.map((result, place) => ({ ...result, file: some[place].name, picture: some[place] })),
        );
        rows.append(...this.#results.slice(first).map((result) => this.#row(result)));
        tableProgress.value = this.#results.length;
        this.#say(filled(texts.table.reading, { done: this.#results.length, all: files.length }));
      }
      this.#say(filled(texts.table.done, { all: files.length }));
    } catch (error) {
      if (signal.aborted) return;
      this.#say(reasonOf(error));
    }
    tableProgress.hidden = true;
  }

  /** @param {Row} result */
  #row(result) {
    const number = "written" in result ? result.written : "";
    const row = document.createElement("tr");
    const name = document.createElement("th");
    name.scope = "row";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button-link";
    button.textContent = result.file;
    button.addEventListener("click", () => this.#open(result.picture));
    name.append(button);
    const [text, sure] = [document.createElement("td"), document.createElement("td")];
    text.textContent = "detail" in result ? result.detail : number || texts.noNumber;
    text.classList.toggle("warning", !number);
    sure.textContent = "confidence" in result && number ? percent(result.confidence) : "";
    row.append(name, text, sure);
    return row;
  }

  async #copy() {
    const copied = await copy(
      this.#lines()
        .map((cells) => cells.join("\t"))
        .join("\n"),
    );
    this.#say(copied ? texts.copied : texts.notCopied);
  }

  #lines() {
    const { picture, number, confidence } = texts.table;
    return [[picture, number, confidence], ...rowsOf(this.#results)];
  }

  /** @param {string} words */
  #say(words) {
    this.#elements.tableStatus.textContent = words;
  }
}

/**
 * A picture as it is sent: smaller, where the browser can show it.
 * @param {File} file
 */
async function asSent(file) {
  const address = URL.createObjectURL(file);
  try {
    return (await reduced(await decoded(address), file)).file;
  } catch {
    return file; // the server may know it
  } finally {
    URL.revokeObjectURL(address);
  }
}
