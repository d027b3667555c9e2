import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { temporaryFolder } from "../dev/testing/support.ts";
import { putTogether, solutionOf } from "./solution.ts";
import { challengeOf, type Step, stepIn } from "./steps.ts";

const test = suite("solution");

const top = temporaryFolder();

function write(name: string, files: Record<string, string>): Step {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(top, "steps", name, file)), { recursive: true });
    writeFileSync(path.join(top, "steps", name, file), text);
  }
  return stepIn(path.join(top, "steps", name));
}

const one = write("01-one", {
  "template.yaml": "one",
  "one.asl.json": "{}",
  "input.json": "{}",
  "handlers/a.ts": 'import { x } from "../../../lambdas/x.ts";\n',
  "handlers/a.test.ts": "",
  "verify.ts": "",
  "checks.ts": "",
  "broken-variants.ts": "",
  "start/template.yaml": "less",
});
const two = write("02-two", {
  "template.yaml": "two",
  "handlers/a.ts": 'export { handler } from "../../01-one/handlers/a.ts";\n',
  "handlers/b.ts":
    'import { handler } from "../../01-one/handlers/a.ts";\nimport { x } from "../../../lambdas/x.ts";\n',
  "challenge/verify.ts": "",
  "challenge/broken-variants.ts": "",
  "challenge/template.yaml": "more",
  "challenge/handlers/c.ts": "new",
});

test("a step's solution is what a learner has of it, and nothing of the course's", () => {
  assert.equal(Object.keys(solutionOf(one)).sort(), [
    "handlers/a.ts",
    "input.json",
    "one.asl.json",
    "template.yaml",
  ]);
});

test("what refers to another step is as it would be in a learner's folder", () => {
  assert.equal(solutionOf(two), {
    "template.yaml": "two",
    "handlers/a.ts": 'import { x } from "../../../lambdas/x.ts";\n',
    "handlers/b.ts":
      'import { handler } from "../../../steps/01-one/handlers/a.ts";\nimport { x } from "../../../lambdas/x.ts";\n',
  });
});

test("a challenge's solution is its step's with its own files over it", () => {
  const challenge = challengeOf(two) as Step;
  assert.equal(solutionOf(challenge), {
    ...solutionOf(two),
    "template.yaml": "more",
    "handlers/c.ts": "new",
  });
});

test("it is put together in one folder, where what has not changed is left alone", async () => {
  const challenge = challengeOf(two) as Step;
  const dist = path.join(top, "dist");
  const made = await putTogether(challenge, dist);
  const folder = path.join(dist, "02-challenge");
  assert.equal(made, { ...challenge, folder, template: path.join(folder, "template.yaml") });
  assert.is(readFileSync(made.template, "utf8"), "more");

  const before = statSync(made.template).mtimeMs;
  writeFileSync(path.join(folder, "handlers", "old.ts"), "");
  writeFileSync(path.join(folder, "handlers", "c.ts"), "changed");
  await putTogether(made, dist);
  assert.equal(readdirSync(path.join(folder, "handlers")).sort(), ["a.ts", "b.ts", "c.ts"]);
  assert.is(readFileSync(path.join(folder, "handlers", "c.ts"), "utf8"), "new");
  assert.is(statSync(made.template).mtimeMs, before);
});

test.run();
