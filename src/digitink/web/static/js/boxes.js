// The boxes and digits drawn over the ink as a number is read.

const SVG = "http://www.w3.org/2000/svg";
const LABEL = 26; // px of the picture, the height of a digit's label

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
      this.#svg.append(rectangle(box, "read"), label(box, prediction.digit, height));
    }
  }
}

function rectangle([x, y, width, height], name) {
  return element("rect", { x, y, width, height, class: name });
}

// Above its box, or where there is no room, below.
function label([x, y, width, height], digit, room) {
  const above = y >= LABEL;
  const place = above ? y - 5 : Math.min(y + height + LABEL - 4, room - 3);
  const text = element("text", { x: x + width / 2, y: place, "font-size": LABEL });
  text.textContent = digit;
  return text;
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
