// What the page's modules are, as files: checked by their types, in editors too, and kept for a page without a network.
// @ts-check

import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const LONGEST = 250; // lines of a module
const FOLDER = fileURLToPath(new URL("../../src/digitink/web/static/js", import.meta.url));

/** @param {string} module its path in the folder */
function source(module) {
  return readFileSync(posix.join(FOLDER, module), "utf8");
}

/**
 * A module, and all that it loads.
 * @param {string} module
 * @param {RegExp} imports finds the paths that count
 * @param {Set<string>} [loaded]
 */
function closure(module, imports, loaded = new Set()) {
  if (loaded.has(module)) return loaded;
  loaded.add(module);
  for (const [, path] of source(module).matchAll(imports)) {
    closure(posix.join(posix.dirname(module), path), imports, loaded);
  }
  return loaded;
}

test("each begins with what it is for, and asks for the check", () => {
  const modules = globSync("**/*.js", { cwd: FOLDER });
  assert.ok(modules.length > 40);
  for (const module of modules) {
    assert.ok(/^\/\/ (?!@)[^\n]+\n(\/\/ [^\n]+\n)*\/\/ @ts-check\n\n/.test(source(module)), module);
  }
});

test("none is longer than one reads in a sitting", () => {
  for (const module of globSync("**/*.js", { cwd: FOLDER })) {
    const lines = source(module).split("\n").length - 1;
    assert.ok(lines <= LONGEST, `${module} has ${lines} lines`);
  }
});

test("what the page loads when it is used is kept for when there is no network", () => {
  const first = closure("page.js", /^import [^;]*?"(\.[^"]+\.js)";$/gm);
  const all = closure("page.js", /(?:^import .*?|await import\()"(\.[^"]+\.js)"/gm);
  const [, later] = source("offline.js").match(/const LATER = (\[[^\]]+\]);/) ?? [];
  assert.deepEqual(JSON.parse(later), [...all].filter((module) => !first.has(module)).sort());
});
