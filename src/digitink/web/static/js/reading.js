// Ask the server which digit a drawing is.

import { texts } from "./texts.js";

// Resolves to the digit; rejects with an Error whose message a person can act on.
export async function read(picture) {
  let response;
  try {
    response = await fetch("predictImage", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ data: picture }),
    });
  } catch {
    throw new Error(texts.unreachable);
  }
  if (response.ok) return response.text();
  const problem = await response.json().catch(() => ({}));
  throw new Error(problem.detail ?? texts.failed);
}
