// A number that was read: its lines, and the same with another digit at a place.
// @ts-check

/** @import { Label } from "../texts.js" */

/**
 * The digits of a reading, line by line.
 * @template Digit
 * @param {{ text: string, digits: Digit[] }} reading
 * @returns {Digit[][]}
 */
export function lines({ text, digits }) {
  let end = 0;
  return text.split("\n").map((line) => {
    const begin = end;
    end += line.replace(/\D/g, "").length;
    return digits.slice(begin, end);
  });
}

/**
 * A number with the digit at a place being another one, or, null, none.
 * @param {string} text
 * @param {number} place
 * @param {Label | null} digit
 */
export function withDigit(text, place, digit) {
  let left = place;
  return text.replace(/\d/g, (read) => (left-- === 0 ? String(digit ?? "") : read));
}
