// The sheet with its boxes and the answer below, as a picture.

const BAND = 0.12; // the answer's height, as a share of the picture's longer side

// image shows what is read in a size [width, height]; svg has the boxes in its px; words is the answer. Resolves to a Blob.
export function annotated(image, [width, height], svg, words) {
  const band = Math.round(BAND * Math.max(width, height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height + band];
  const context = canvas.getContext("2d");
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height + band);
  context.drawImage(image, 0, 0, width, height);
  for (const mark of svg.children) drawMark(context, mark, width);
  context.fillStyle = "#23211d";
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.font = `600 ${0.5 * band}px Georgia, serif`;
  context.fillText(words, 0.2 * band, height + 0.52 * band, width - 0.4 * band);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

function drawMark(context, mark, width) {
  const style = getComputedStyle(mark);
  const number = (name) => Number(mark.getAttribute(name));
  if (mark.tagName === "rect") {
    context.strokeStyle = style.stroke;
    context.lineWidth = Math.max(1, width / 500) * (mark.classList.contains("doubtful") ? 2 : 1);
    context.setLineDash(mark.classList.contains("ignored") ? [6, 5] : []);
    context.strokeRect(number("x"), number("y"), number("width"), number("height"));
    return;
  }
  context.font = `600 ${number("font-size")}px system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  context.fillStyle = style.fill;
  context.fillText(mark.textContent, number("x"), number("y"));
}
