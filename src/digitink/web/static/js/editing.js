// A picture that the browser has decoded and turned upright: reduced, turned or cropped, as a file.

const LONGEST = 2400; // px along the longer side that are sent: half as many again as the server looks at
const QUALITY = 0.85; // of the JPEG that is sent of a larger one: some hundred kilobytes

// As it is sent: { file, size: [width, height] in px }. A small one is sent as it is.
export async function reduced(image, file) {
  const whole = [image.naturalWidth, image.naturalHeight];
  if (Math.max(...whole) <= LONGEST) return { file, size: whole };
  const smaller = await redrawn(image, [0, 0, ...whole], 0, file);
  return smaller ?? { file, size: whole }; // null where memory does not do
}

// Turned by a quarter by the clock: { file, size }, or null.
export function turned(image, file) {
  return redrawn(image, [0, 0, image.naturalWidth, image.naturalHeight], 1, file);
}

// A part of it, [x, y, width, height] in px: { file, size }, or null.
export function cropped(image, part, file) {
  return redrawn(image, part, 0, file);
}

async function redrawn(image, [x, y, width, height], quarters, { type, name }) {
  const scale = Math.min(1, LONGEST / Math.max(width, height));
  const across = [width, height].map((length) => Math.max(1, Math.round(scale * length)));
  const size = quarters ? across.toReversed() : across;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = size;
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.translate(size[0] / 2, size[1] / 2);
  context.rotate((quarters * Math.PI) / 2);
  context.drawImage(image, x, y, width, height, -across[0] / 2, -across[1] / 2, ...across);
  const kind = type === "image/jpeg" || isOpaque(context, size) ? "image/jpeg" : "image/png";
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, kind, QUALITY));
  return blob && { file: new File([blob], name ?? "picture", { type: kind }), size };
}

function isOpaque(context, size) {
  const { data } = context.getImageData(0, 0, ...size);
  for (let alpha = 3; alpha < data.length; alpha += 4) if (data[alpha] < 255) return false;
  return true;
}
