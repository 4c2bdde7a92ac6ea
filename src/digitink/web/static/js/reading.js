// Ask the server which digit, or which number, is in a drawing.

import { texts } from "./texts.js";

// Resolves to the digit; rejects with an Error whose message a person can act on.
export async function readDigit(picture) {
  return (await ask("predictImage", picture)).text();
}

// Resolves to a Reading: its text, and its digits and what was ignored, each with its box in the picture's px.
export async function readNumber(picture) {
  return (await ask("api/v1/number", picture)).json();
}

async function ask(address, picture) {
  let response;
  try {
    response = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ data: picture }),
    });
  } catch {
    throw new Error(texts.unreachable);
  }
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new Error(problem.detail ?? texts.failed);
}
