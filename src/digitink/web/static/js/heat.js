// The ink, coloured by how much each part of it spoke for the answer.

const FOR = [214, 93, 14];
const AGAINST = [37, 99, 195];
const NEITHER = [150, 147, 140];

// Draw an explanation on a canvas as large as its picture; resolves when that is done.
export async function drawHeat(canvas, explanation) {
  const [width, height] = explanation.size;
  const share = Math.min(1, 1000 / Math.max(width, height)); // a photograph's own pixels are more than a screen's
  canvas.width = Math.round(width * share);
  canvas.height = Math.round(height * share);
  const context = canvas.getContext("2d");
  context.scale(share, share);
  context.imageSmoothingQuality = "high";
  context.drawImage(await stencil(explanation.ink), ...explanation.page);
  context.globalCompositeOperation = "source-atop"; // from here on, colour what is there
  context.fillStyle = `rgb(${NEITHER})`;
  context.fillRect(0, 0, width, height);
  context.drawImage(colours(explanation.heat), ...explanation.frame);
}

// A picture whose white is what is drawn, and whose black is nothing.
async function stencil(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  for (let place = 0; place < pixels.data.length; place += 4) pixels.data[place + 3] = pixels.data[place];
  context.putImageData(pixels, 0, 0);
  return canvas;
}

function colours(heat) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = heat.length;
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(heat.length, heat.length);
  heat.flat().forEach((value, place) => {
    const colour = value > 0 ? FOR : AGAINST;
    pixels.data.set([...colour, Math.round(255 * Math.min(1, Math.abs(value)))], 4 * place);
  });
  context.putImageData(pixels, 0, 0);
  return canvas;
}
