// Strokes as signature_pad has them: points in px of a canvas, and the pen that made them.
// @ts-check

/** @import { Point } from "../geometry.js" */
/**
 * @typedef {import("signature_pad").PointGroup} Stroke
 * @typedef {Stroke["points"][number]} StrokePoint
 * @typedef {{ strokes: Stroke[], height: number }} Drawing in px of a canvas so high
 */

/**
 * A point of a stroke that no pointer makes.
 * @param {Point} point
 * @param {number} place in its stroke
 * @returns {StrokePoint}
 */
export function timed({ x, y }, place) {
  return { x, y, pressure: 0.5, time: place };
}

/**
 * With the last point twice, so that the stretch to it is drawn.
 * @param {StrokePoint[]} points
 */
export function withEnd(points) {
  return points.length < 2 ? points : [...points, { ...points[points.length - 1] }];
}

/**
 * How far to the right strokes reach, in px; at least one.
 * @param {Stroke[]} strokes
 */
export function right(strokes) {
  return Math.max(1, ...strokes.flatMap(({ maxWidth, points }) => points.map(({ x }) => x + maxWidth)));
}

/**
 * @param {Stroke[]} strokes
 * @param {number} factor by which they, and the pen, become larger
 * @returns {Stroke[]}
 */
export function scaled(strokes, factor) {
  return strokes.map((stroke) => ({
    ...stroke,
    minWidth: stroke.minWidth * factor,
    maxWidth: stroke.maxWidth * factor,
    dotSize: stroke.dotSize * factor,
    points: stroke.points.map((point) => ({ ...point, x: point.x * factor, y: point.y * factor })),
  }));
}
