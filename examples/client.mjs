// Ask a server what is written in pictures: node examples/client.mjs http://127.0.0.1:5000 PICTURE...
// In a page, import readNumber and give it the File of an <input type="file">, or the Blob of a canvas.

/** Return the number in a picture, as POST /api/v1/number answers it. Throws an Error that can be shown to a person. */
export async function readNumber(server, picture, patience = 3) {
  const request = { method: "POST", body: picture, headers: { "Content-Type": "application/octet-stream" } };
  const response = await fetch(`${server}/api/v1/number`, request);
  if (response.status === 429 && patience > 0) {
    const seconds = Number(response.headers.get("Retry-After"));
    await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
    return readNumber(server, picture, patience - 1);
  }
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail);
  return answer;
}

/** Print a line for each picture that the command line names. */
async function main([server, ...paths]) {
  const { readFile } = await import("node:fs/promises");
  for (const path of paths) {
    try {
      const { text, confidence } = await readNumber(server, await readFile(path));
      console.log(`${path}\t${text}\t${confidence.toFixed(2)}`);
    } catch (error) {
      console.error(`${path}: ${error.message}`);
      process.exitCode = 1;
    }
  }
}

if (globalThis.process?.argv[1]?.endsWith("client.mjs")) await main(process.argv.slice(2));
