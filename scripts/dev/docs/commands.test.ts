import { test } from "uvu";
import * as assert from "uvu/assert";
import { parsePage } from "../../site/pages.ts";
import { commandProblems } from "./commands.ts";

const scripts = { step: "node step.ts", test: "node test.ts" };
const help = async () => "  --fresh   take it down first\n  --no-deploy\n";

async function problemsOf(markdown: string) {
  const problems = await commandProblems([parsePage("docs/x.md", markdown)], scripts, help);
  return problems.map(({ line, message }) => `${line}: ${message}`);
}

test("scripts and options that exist are right", async () => {
  assert.equal(
    await problemsOf("`npm run step -- 04 --fresh`, `npm run -s step`, `npm test -- a`, npm ci"),
    [],
  );
  assert.equal(await problemsOf("```sh\nnpm run step -- 04 --no-deploy --help\n```"), []);
});

test("a script that does not exist is found", async () => {
  assert.equal(await problemsOf("# X\n\n`npm run steps`"), ['3: there is no npm script "steps"']);
  assert.equal(await problemsOf("`npm run -s stop`"), ['1: there is no npm script "stop"']);
});

test("an option that does not exist is found", async () => {
  assert.equal(await problemsOf("`npm run step -- 04 --force`"), ["1: npm run step has no option --force"]);
  assert.equal(await problemsOf("`npm run step -- --no`"), ["1: npm run step has no option --no"]);
});

test("wrong usage may be shown", async () => {
  const wrong = "`npm run step -- --force`";
  assert.equal(await problemsOf("```sh run exit=2\nnpm run step -- --force\n```"), []);
  assert.is((await problemsOf(`\`\`\`sh run exit=2\nnpm ci\n\`\`\`\n\n${wrong}`)).length, 1);
});

test.run();
