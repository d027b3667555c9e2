import { readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parse } from "yaml";
import { root } from "../../shared/paths.ts";
import { findSteps } from "../../shared/steps.ts";

// What an instructor follows, and fills in, to try the course on AWS.

const read = (file: string) => readFile(path.join(root, file), "utf8");
const steps = await findSteps();

test("the rehearsal runs each step", async () => {
  const page = await read("docs/instructors.md");
  const [, rehearsal = ""] = /^## Rehearse on AWS\n(.*?)^## /ms.exec(page) ?? [];
  for (const { name } of steps) assert.match(rehearsal, `npm run step -- ${name.slice(0, 2)} --target aws\n`);
});

test("the form asks about each step, and the rehearsal names it", async () => {
  const { name, body } = parse(await read(".github/ISSUE_TEMPLATE/aws-run.yml"));
  const { options } = body.find(({ id }: { id?: string }) => id === "passed").attributes;
  assert.equal(
    options.map(({ label }: { label: string }) => label),
    steps.map(({ name }) => name),
  );
  assert.match(await read("docs/instructors.md"), `*${name}*`);
});

test.run();
