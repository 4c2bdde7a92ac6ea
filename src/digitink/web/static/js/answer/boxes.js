// The boxes drawn over the ink as a number is read: each with its digit, and how sure that is.
// @ts-check

import { element } from "../elements.js";
import { percent } from "../format.js";
import { DOUBTFUL } from "./digits.js";
import { Labels } from "./labels.js";
import { lines } from "./numbers.js";

/** @import { Prediction, Reading } from "../api.js" */
/** @import { Box, Size } from "../geometry.js" */
/** @import { Place } from "./labels.js" */

const SVG = "http://www.w3.org/2000/svg";
const FEW = 14; // of so many digits each shows how sure it is; of more only those that are doubtful

export class Boxes {
  #svg = element("boxes", SVGSVGElement);

  /** @param {(place: number) => void} choose is called when a digit of a picture is pressed */
  constructor(choose) {
    this.#svg.addEventListener("click", ({ target }) => {
      const box = target instanceof Element ? target.closest("[data-place]") : null;
      if (box) choose(placeOf(box));
    });
  }

  clear() {
    this.#svg.replaceChildren();
  }

  /**
   * Stay with the drawing on a sheet of another shape.
   * @param {Size} times how many times wider and higher it is than the drawing has become
   */
  follow([wider, higher]) {
    const { width, height } = this.#svg.viewBox.baseVal;
    this.#svg.setAttribute("viewBox", `0 0 ${width * wider} ${height * higher}`);
  }

  /**
   * @param {Reading} reading
   * @param {Size} size of the picture that was sent, in px
   * @param {boolean} [soFar] the confidence is kept back
   */
  show(reading, size, soFar = false) {
    this.clear();
    this.#svg.setAttribute("viewBox", `0 0 ${size.join(" ")}`);
    const { digits, ignored } = reading;
    const [pixel, margin] = this.#scale(size);
    const labels = new Labels(
      [...digits, ...ignored].map(({ box }) => box),
      size,
      pixel,
      margin,
    );
    for (const { box } of ignored) this.#svg.append(rectangle(box, "box-ignored"));
    let place = 0;
    for (const line of lines(reading)) {
      const places = labels.line(line.map(({ box }) => box));
      line.forEach(({ box, prediction: { digit, confidence } }, each) => {
        this.#append(box, place, !soFar && confidence < DOUBTFUL);
        const label = places[each];
        if (label) this.#svg.append(text(String(digit), label, "box-digit"));
        place += 1;
      });
    }
    if (soFar) return;
    const doubtfulFirst = digits.toSorted((one, other) => one.prediction.confidence - other.prediction.confidence);
    for (const { box, prediction } of doubtfulFirst) this.#note(box, prediction, digits.length, labels);
  }

  /** @param {number | null} place of the digit whose box is marked; null: of none */
  choose(place) {
    for (const box of this.#svg.querySelectorAll("rect.box-read")) {
      box.classList.toggle("box-chosen", placeOf(box) === place);
    }
  }

  /**
   * @param {Box} box
   * @param {number} place of its digit in the number
   * @param {boolean} doubtful
   */
  #append(box, place, doubtful) {
    const frame = rectangle(box, "box-read");
    frame.dataset.place = String(place);
    frame.classList.toggle("box-doubtful", doubtful);
    this.#svg.append(frame);
  }

  /**
   * @param {Box} box
   * @param {Prediction} prediction
   * @param {number} count of all digits
   * @param {Labels} labels
   */
  #note(box, { confidence }, count, labels) {
    if (count > FEW && confidence >= DOUBTFUL) return;
    const words = percent(confidence);
    const place = labels.note(box, words.length);
    if (place) this.#svg.append(text(words, place, confidence < DOUBTFUL ? "box-sure box-doubtful" : "box-sure"));
  }

  /**
   * How many px of the picture one of the screen is; and how many are free above the picture, within the sheet.
   * @param {Size} size
   */
  #scale([width, height]) {
    const free = parseFloat(getComputedStyle(this.#svg).top);
    const pixel = Math.max(width / this.#svg.clientWidth, height / this.#svg.clientHeight) || 1;
    return [pixel, free * pixel];
  }
}

/** @param {Element} box of a digit */
function placeOf(box) {
  return Number(box.getAttribute("data-place"));
}

/**
 * @param {Box} box
 * @param {string} name of its class
 */
function rectangle([x, y, width, height], name) {
  return made("rect", { x, y, width, height, class: name });
}

/**
 * @param {string} words
 * @param {Place} place
 * @param {string} name of its classes
 */
function text(words, { x, y, size }, name) {
  const label = made("text", { x, y, "font-size": size, class: name });
  label.textContent = words;
  return label;
}

/**
 * @template {"rect" | "text"} Name
 * @param {Name} name
 * @param {Record<string, string | number>} attributes
 */
function made(name, attributes) {
  const shape = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, String(value));
  return shape;
}
