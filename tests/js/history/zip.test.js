// A ZIP file, read by its own format: PKWARE's APPNOTE 6.3.10.
// @ts-check

import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32 } from "node:zlib";
import { zipped } from "../../../src/digitink/web/static/js/history/zip.js";

const FILES = [
  { name: "drawings.json", bytes: new TextEncoder().encode("[]") },
  { name: "dé.png", bytes: Uint8Array.from([0x89, 0, 255, 7]) },
  { name: "empty", bytes: new Uint8Array() },
];

test("its directory leads to every file, whole and with its sum", async () => {
  const archive = Buffer.from(await zipped(FILES).arrayBuffer());
  const end = archive.length - 22;
  assert.equal(archive.readUInt32LE(end), 0x06054b50);
  assert.equal(archive.readUInt16LE(end + 10), FILES.length);
  let entry = archive.readUInt32LE(end + 16);
  for (const { name, bytes } of FILES) {
    const length = Buffer.byteLength(name);
    assert.equal(archive.readUInt32LE(entry), 0x02014b50);
    assert.equal(archive.readUInt16LE(entry + 8) & 0x0800, 0x0800); // its name is UTF-8
    assert.equal(archive.toString("utf8", entry + 46, entry + 46 + length), name);
    assert.equal(archive.readUInt32LE(entry + 16), crc32(bytes));
    assert.equal(archive.readUInt32LE(entry + 24), bytes.length);
    const local = archive.readUInt32LE(entry + 42);
    assert.equal(archive.readUInt32LE(local), 0x04034b50);
    const begin = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    assert.deepEqual(archive.subarray(begin, begin + bytes.length), Buffer.from(bytes));
    entry += 46 + length;
  }
  assert.equal(entry, end);
});

test("a ZIP file of nothing is one too", async () => {
  const archive = Buffer.from(await zipped([]).arrayBuffer());
  assert.equal(archive.length, 22);
  assert.equal(archive.readUInt32LE(0), 0x06054b50);
});
