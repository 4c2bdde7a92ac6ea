// Points and rectangles on a plane, in px.
// @ts-check

/**
 * @typedef {{ x: number, y: number }} Point
 * @typedef {[x: number, y: number, width: number, height: number]} Box
 * @typedef {[left: number, top: number, right: number, bottom: number]} Corners
 * @typedef {[width: number, height: number]} Size
 */

/**
 * Where the way from a point outside a rectangle to another point enters it; null where it does not.
 * Source: Liang and Barsky 1984, "A new concept and method for line clipping", ACM Transactions on Graphics 3(1).
 * @param {Point} from
 * @param {Point} to
 * @param {{ left: number, right: number, top: number, bottom: number }} rectangle
 * @returns {Point | null}
 */
export function crossing(from, to, { left, right, top, bottom }) {
  let [enters, leaves] = [0, 1];
  for (const [start, distance, low, high] of [
    [from.x, to.x - from.x, left, right],
    [from.y, to.y - from.y, top, bottom],
  ]) {
    if (distance === 0) {
      if (start < low || start > high) return null;
    } else {
      const [one, other] = [(low - start) / distance, (high - start) / distance];
      enters = Math.max(enters, Math.min(one, other));
      leaves = Math.min(leaves, Math.max(one, other));
    }
  }
  return enters <= leaves && right > left
    ? { x: from.x + enters * (to.x - from.x), y: from.y + enters * (to.y - from.y) }
    : null;
}

/**
 * The rectangle of which two points are opposite corners.
 * @param {Point} one
 * @param {Point} other
 * @returns {Corners}
 */
export function spanned(one, other) {
  return [Math.min(one.x, other.x), Math.min(one.y, other.y), Math.max(one.x, other.x), Math.max(one.y, other.y)];
}

/**
 * The box around boxes, with a little air.
 * @param {Box[]} boxes at least one
 * @param {number} air on each side
 * @returns {Box}
 */
export function around(boxes, air) {
  const left = Math.min(...boxes.map(([x]) => x)) - air;
  const top = Math.min(...boxes.map(([, y]) => y)) - air;
  const right = Math.max(...boxes.map(([x, , width]) => x + width)) + air;
  const bottom = Math.max(...boxes.map(([, y, , height]) => y + height)) + air;
  return [left, top, right - left, bottom - top];
}

/**
 * Corners on the screen in px of a picture that lies in a box as "object-fit: contain" lays it.
 * @param {Corners} corners
 * @param {Size} size the picture's own
 * @param {{ left: number, top: number, width: number, height: number }} box on the screen
 * @returns {Corners} none beyond the picture
 */
export function inPicture([left, top, right, bottom], [width, height], box) {
  const scale = Math.min(box.width / width, box.height / height);
  const [x, y] = [box.left + (box.width - scale * width) / 2, box.top + (box.height - scale * height) / 2];
  /** @type {(value: number, most: number) => number} */
  const clamp = (value, most) => Math.max(0, Math.min(most, value));
  return [
    clamp((left - x) / scale, width),
    clamp((top - y) / scale, height),
    clamp((right - x) / scale, width),
    clamp((bottom - y) / scale, height),
  ];
}

/**
 * A size made smaller, where its longer side is longer than allowed; no side is less than a pixel.
 * @param {Size} size
 * @param {number} longest
 * @returns {Size}
 */
export function reducedTo([width, height], longest) {
  const scale = Math.min(1, longest / Math.max(width, height));
  return [Math.max(1, Math.round(scale * width)), Math.max(1, Math.round(scale * height))];
}
