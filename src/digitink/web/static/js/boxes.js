// The boxes drawn over the ink as a number is read: each with its digit, and how sure that is.

import { DOUBTFUL, lines } from "./digits.js";
import { Labels } from "./labels.js";
import { percent } from "./panel.js";
import { texts } from "./texts.js";

const SVG = "http://www.w3.org/2000/svg";
const FEW = 14; // of so many digits each shows how sure it is; of more only those that are doubtful

export class Boxes {
  #svg;

  // choose(place) is called when a digit of a picture is pressed.
  constructor(svg, choose) {
    this.#svg = svg;
    svg.addEventListener("click", ({ target }) => {
      const box = target.closest("[data-place]");
      if (box) choose(Number(box.dataset.place));
    });
  }

  clear() {
    this.#svg.replaceChildren();
  }

  // reading as the server sends it; size is [width, height] of the picture that was sent; soFar: sureness is kept back.
  show(reading, size, soFar = false) {
    this.clear();
    this.#svg.setAttribute("viewBox", `0 0 ${size.join(" ")}`);
    const { digits, ignored } = reading;
    const [pixel, margin] = this.#scale(size);
    const labels = new Labels([...digits, ...ignored].map(({ box }) => box), size, pixel, margin);
    for (const { box } of ignored) this.#svg.append(rectangle(box, "ignored"));
    let place = 0;
    for (const line of lines(reading)) {
      const places = labels.line(line.map(({ box }) => box));
      line.forEach(({ box, prediction: { digit, confidence } }, each) => {
        this.#append(box, place, !soFar && confidence < DOUBTFUL);
        if (places[each]) this.#svg.append(text(String(digit), places[each], "digit"));
        place += 1;
      });
    }
    if (soFar) return;
    const doubtfulFirst = digits.toSorted((one, other) => one.prediction.confidence - other.prediction.confidence);
    for (const { box, prediction } of doubtfulFirst) this.#note(box, prediction, digits.length, labels);
  }

  // Mark the box of the digit at that place; null: of none.
  choose(place) {
    for (const box of this.#svg.querySelectorAll("rect.read")) {
      box.classList.toggle("chosen", place !== null && Number(box.dataset.place) === place);
    }
  }

  #append(box, place, doubtful) {
    const frame = rectangle(box, "read");
    frame.dataset.place = place;
    frame.classList.toggle("doubtful", doubtful);
    this.#svg.append(frame);
  }

  #note(box, { confidence }, count, labels) {
    if (count > FEW && confidence >= DOUBTFUL) return;
    const words = percent(confidence);
    const place = labels.note(box, words.length);
    if (place) this.#svg.append(text(words, place, confidence < DOUBTFUL ? "sure doubtful" : "sure"));
  }

  // How many px of the picture one of the screen is; and how many are free above the picture, within the sheet.
  #scale([width, height]) {
    const free = parseFloat(getComputedStyle(this.#svg).top);
    const pixel = Math.max(width / this.#svg.clientWidth, height / this.#svg.clientHeight) || 1;
    return [pixel, free * pixel];
  }
}

function rectangle([x, y, width, height], name) {
  return element("rect", { x, y, width, height, class: name });
}

function text(words, { x, y, size }, name) {
  const made = element("text", { x, y, "font-size": size, class: name });
  made.textContent = words;
  return made;
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
