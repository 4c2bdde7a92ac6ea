// Where labels stand: beside what is written, never on it, and for a line of digits all on one side.

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

  // boxes are all that is written, [x, y, width, height] in the px of a picture of a size [width, height]; pixel: so many
  // of these are one of the screen; margin: so many are free above the picture, and below it.
  constructor(boxes, size, pixel, margin) {
    this.#taken = [...boxes];
    this.#size = size;
    this.#high = HIGH * Math.max(size[1], size[0] / 2.5);
    this.#pixel = pixel;
    this.#margin = margin;
  }

  // For a line's boxes the middle of each label's foot, and its font's size: [{ x, y, size }, ...]; null for each that
  // finds no room.
  line(boxes) {
    const sizes = SIZES.map((share) => share * this.#high).filter((size) => size >= LEAST * this.#pixel);
    for (const size of sizes) {
      for (const side of [above, below]) {
        const spots = boxes.map((box) => this.#spot(box, 1, size, side));
        if (spots.every((spot) => this.#isFree(spot))) return spots.map((spot) => this.#take(spot));
      }
    }
    return boxes.map((box) => this.#first(box, 1, sizes.slice(-1)));
  }

  // The same of a note of so many figures at the foot of a box.
  note(box, figures) {
    return this.#first(box, figures, [Math.max(NOTE * this.#high, LEAST_NOTE * this.#pixel)]);
  }

  #first(box, figures, sizes) {
    for (const size of sizes) {
      for (const side of [below, above]) {
        const spot = this.#spot(box, figures, size, side);
        if (this.#isFree(spot)) return this.#take(spot);
      }
    }
    return null;
  }

  #spot([x, y, width, height], figures, size, side) {
    const [high, wide] = [(1 + AIR) * size, (figures * WIDE + AIR) * size];
    return { left: x + width / 2 - wide / 2, top: side === above ? y - high : y + height, wide, high, size };
  }

  #isFree({ left, top, wide, high }) {
    const [width, height] = this.#size;
    if (left < 0 || left + wide > width) return false;
    if (top < -this.#margin || top + high > height + this.#margin) return false;
    return !this.#taken.some(
      ([x, y, across, tall]) => left < x + across && x < left + wide && top < y + tall && y < top + high,
    );
  }

  #take({ left, top, wide, high, size }) {
    this.#taken.push([left, top, wide, high]);
    return { x: left + wide / 2, y: top + high - (AIR + 0.12) * size, size };
  }
}

const above = Symbol("above");
const below = Symbol("below");
