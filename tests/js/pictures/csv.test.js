// A table of what is read, as a spreadsheet takes it.
// @ts-check

import assert from "node:assert/strict";
import { test } from "node:test";
import { csv, rowsOf } from "../../../src/digitink/web/static/js/pictures/csv.js";

const READING = { file: "page.png", text: "314", written: "3.14", confidence: 0.5, digits: [], ignored: [] };

test("a row has the picture, its number with signs, and how sure that is", () => {
  assert.deepEqual(rowsOf([READING]), [["page.png", "3.14", "0.5000"]]);
});

test("a number of several lines stands in one cell", () => {
  assert.deepEqual(rowsOf([{ ...READING, written: "19\n95" }])[0][1], "19 / 95");
});

test("what is nearly certain is not written as certain", () => {
  assert.equal(rowsOf([{ ...READING, confidence: 0.99999 }])[0][2], "0.9999");
});

test("a picture in which nothing was read keeps its row, with nothing in it", () => {
  assert.deepEqual(
    rowsOf([
      { ...READING, written: "" },
      { file: "bad.png", detail: "No picture." },
    ]),
    [
      ["page.png", "", ""],
      ["bad.png", "", ""],
    ],
  );
});

test("cells are quoted and lines end as RFC 4180 has it, after a mark that it is UTF-8", () => {
  assert.equal(
    csv([
      ["a", 'b"c'],
      ["d,e", ""],
    ]),
    '\ufeff"a","b""c"\r\n"d,e",""\r\n',
  );
});

test("no cell begins a formula", () => {
  for (const sign of ["=", "+", "-", "@", "\t", "\r"]) {
    assert.equal(csv([[`${sign}1+1`]]), `\ufeff"'${sign}1+1"\r\n`);
  }
});
