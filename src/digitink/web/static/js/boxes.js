// The boxes and digits drawn over the ink as a number is read.

const SVG = "http://www.w3.org/2000/svg";
const LABEL = 0.09; // the height of a digit's label, as a share of the picture's

export class Boxes {
  #svg;

  constructor(svg) {
    this.#svg = svg;
  }

  clear() {
    this.#svg.replaceChildren();
  }

  // reading as the server sends it; size is [width, height] of the picture that was sent.
  show(reading, [width, height]) {
    this.clear();
    this.#svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    for (const { box } of reading.ignored) this.#svg.append(rectangle(box, "ignored"));
    for (const { box, prediction } of reading.digits) {
      this.#svg.append(rectangle(box, "read"), label(box, prediction.digit, [width, height]));
    }
  }
}

function rectangle([x, y, width, height], name) {
  return element("rect", { x, y, width, height, class: name });
}

// Above its box, or where there is no room, below.
function label([x, y, width, height], digit, size) {
  const high = LABEL * Math.max(size[1], size[0] / 2.5);
  const place = y >= high ? y - 0.2 * high : Math.min(y + height + 0.85 * high, size[1] - 0.1 * high);
  const text = element("text", { x: x + width / 2, y: place, "font-size": high });
  text.textContent = digit;
  return text;
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
