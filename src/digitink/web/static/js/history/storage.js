// What a browser stores as JSON, in an area that may be switched off, full, or hold something else.
// @ts-check

/** @typedef {"localStorage" | "sessionStorage"} Area */

/**
 * @param {Area} area
 * @param {string} key
 * @returns {any} null where there is nothing that can be read
 */
export function recall(area, key) {
  try {
    return JSON.parse(window[area].getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/**
 * Where it cannot be stored, what is on the page lasts as long as the page.
 * @param {Area} area
 * @param {string} key
 * @param {unknown} value
 */
export function store(area, key, value) {
  try {
    window[area].setItem(key, JSON.stringify(value));
  } catch {
    // Storage is full or switched off.
  }
}
