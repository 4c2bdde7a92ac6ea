// A ZIP file of a few small files, stored as they are: PNG does not get smaller.
// Format: PKWARE's APPNOTE 6.3.10, sections 4.3 and 4.4.
// @ts-check

const TABLE = Uint32Array.from({ length: 256 }, (_, value) => {
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});
const UTF8 = 0x0800; // how names are written
const DATE = (46 << 9) | (1 << 5) | 1; // 2026-01-01: a file says when it was drawn itself

/**
 * @param {{ name: string, bytes: Uint8Array<ArrayBuffer> }[]} files
 * @returns {Blob}
 */
export function zipped(files) {
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const parts = [];
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const directory = [];
  let offset = 0;
  for (const { name, bytes } of files) {
    const path = new TextEncoder().encode(name);
    const about = [20, UTF8, 0, 0, DATE]; // version needed, flags, stored, time, date
    const sizes = [checksum(bytes), bytes.length, bytes.length];
    const head = [...words(0x04034b50, 4), ...about.flatMap((word) => words(word, 2))];
    const local = Uint8Array.from([
      ...head,
      ...sizes.flatMap((size) => words(size, 4)),
      ...words(path.length, 2),
      0,
      0,
    ]);
    const entry = [...words(0x02014b50, 4), 20, 0, ...about.flatMap((word) => words(word, 2))];
    const rest = [...words(path.length, 2), ...Array(12).fill(0), ...words(offset, 4)];
    directory.push(Uint8Array.from([...entry, ...sizes.flatMap((size) => words(size, 4)), ...rest]), path);
    parts.push(local, path, bytes);
    offset += local.length + path.length + bytes.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const count = words(files.length, 2);
  const end = [...words(0x06054b50, 4), 0, 0, 0, 0, ...count, ...count, ...words(size, 4), ...words(offset, 4), 0, 0];
  return new Blob([...parts, ...directory, Uint8Array.from(end)], { type: "application/zip" });
}

/**
 * A number as so many bytes, the least first.
 * @param {number} value
 * @param {number} bytes
 */
function words(value, bytes) {
  return Array.from({ length: bytes }, (_, place) => (value >>> (8 * place)) & 0xff);
}

/**
 * CRC-32.
 * @param {Uint8Array} bytes
 */
function checksum(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = TABLE[(sum ^ byte) & 0xff] ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}
