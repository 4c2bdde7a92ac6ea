// What is read in several pictures, as rows of cells, and these as a file for a spreadsheet.
// @ts-check

/** @import { FileProblem, FileReading } from "../api.js" */

/**
 * A picture's name, its number, and how sure that is; the latter two empty where nothing was read.
 * @param {(FileReading | FileProblem)[]} results
 * @returns {string[][]}
 */
export function rowsOf(results) {
  return results.map((result) => {
    if (!("written" in result && result.written)) return [result.file, "", ""];
    const sure = Math.floor(1e4 * result.confidence) / 1e4; // never more than is known
    return [result.file, result.written.replaceAll("\n", " / "), sure.toFixed(4)];
  });
}

/**
 * As RFC 4180 has it. What a spreadsheet would take for a formula is given to it as text.
 * @param {string[][]} rows
 */
export function csv(rows) {
  /** @type {(text: string) => string} */
  const cell = (text) => `"${text.replace(/^[=+@\-\t\r]/, "'$&").replaceAll('"', '""')}"`;
  return `\ufeff${rows.map((cells) => cells.map(cell).join(",")).join("\r\n")}\r\n`;
}
