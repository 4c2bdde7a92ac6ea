// Every module of the page is checked by its types, in editors too, and says first what it is for.
// @ts-check

import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const MODULES = fileURLToPath(new URL("../../src/digitink/web/static/js", import.meta.url));

test("each begins with what it is for, and asks for the check", () => {
  const paths = globSync("**/*.js", { cwd: MODULES });
  assert.ok(paths.length > 40);
  for (const path of paths) {
    const head = readFileSync(`${MODULES}/${path}`, "utf8");
    assert.ok(/^\/\/ (?!@)[^\n]+\n(\/\/ [^\n]+\n)*\/\/ @ts-check\n\n/.test(head), path);
  }
});
