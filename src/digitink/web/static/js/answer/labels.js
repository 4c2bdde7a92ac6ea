// Where labels stand: beside what is written, never on it, and for a line of digits all on one side.
// @ts-check

/** @import { Box, Point, Size } from "../geometry.js" */
/**
 * @typedef {Point & { size: number }} Place the middle of a label's foot, and its font's size
 * @typedef {{ left: number, top: number, wide: number, high: number, size: number }} Spot that a label would take
 */

const HIGH = 0.09; // a label's height, as a share of the picture's
const SIZES = [1, 0.8, 0.65, 0.5]; // of that, the largest that finds room
const LEAST = 12; // px on the screen: what is smaller is not read, and left out
const WIDE = 0.62; // a figure's width, as a share of its height
const AIR = 0.15; // around a label, as a share of its height
const NOTE = 0.42; // of a label's height, that of a note such as "97 %"
const LEAST_NOTE = 11; // px

export class Labels {
  #taken;
  #size;
  #high;
  #pixel;
  #margin;

  /**
   * @param {Box[]} boxes all that is written, in px of a picture
   * @param {Size} size of the picture
   * @param {number} pixel so many of these px are one of the screen
   * @param {number} margin so many are free above the picture, and below it
   */
  constructor(boxes, size, pixel, margin) {
    this.#taken = [...boxes];
    this.#size = size;
    this.#high = HIGH * Math.max(size[1], size[0] / 2.5);
    this.#pixel = pixel;
    this.#margin = margin;
  }

  /**
   * The labels of a line's boxes; null for each that finds no room.
   * @param {Box[]} boxes
   * @returns {(Place | null)[]}
   */
  line(boxes) {
    const sizes = SIZES.map((fraction) => fraction * this.#high).filter((size) => size >= LEAST * this.#pixel);
    for (const size of sizes) {
      for (const side of [above, below]) {
        const spots = boxes.map((box) => this.#spot(box, 1, size, side));
        if (spots.every((spot) => this.#isFree(spot))) return spots.map((spot) => this.#take(spot));
      }
    }
    return boxes.map((box) => this.#first(box, 1, sizes.slice(-1)));
  }

  /**
   * The same of a note at the foot of a box.
   * @param {Box} box
   * @param {number} figures how long it is
   */
  note(box, figures) {
    return this.#first(box, figures, [Math.max(NOTE * this.#high, LEAST_NOTE * this.#pixel)]);
  }

  /**
   * @param {Box} box
   * @param {number} figures
   * @param {number[]} sizes
   */
  #first(box, figures, sizes) {
    for (const size of sizes) {
      for (const side of [below, above]) {
        const spot = this.#spot(box, figures, size, side);
        if (this.#isFree(spot)) return this.#take(spot);
      }
    }
    return null;
  }

  /**
   * @param {Box} box
   * @param {number} figures
   * @param {number} size
   * @param {symbol} side
   * @returns {Spot}
   */
  #spot([x, y, width, height], figures, size, side) {
    const [high, wide] = [(1 + AIR) * size, (figures * WIDE + AIR) * size];
    return { left: x + width / 2 - wide / 2, top: side === above ? y - high : y + height, wide, high, size };
  }

  /** @param {Spot} spot */
  #isFree({ left, top, wide, high }) {
    const [width, height] = this.#size;
    if (left < 0 || left + wide > width) return false;
    if (top < -this.#margin || top + high > height + this.#margin) return false;
    return !this.#taken.some(
      ([x, y, across, tall]) => left < x + across && x < left + wide && top < y + tall && y < top + high,
    );
  }

  /**
   * @param {Spot} spot
   * @returns {Place}
   */
  #take({ left, top, wide, high, size }) {
    this.#taken.push([left, top, wide, high]);
    return { x: left + wide / 2, y: top + high - (AIR + 0.12) * size, size };
  }
}

const above = Symbol("above");
const below = Symbol("below");
