import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deployStep } from "../run/deploy-step.ts";
import { silentDisplay } from "../run/display.ts";
import { verifyStep } from "../run/verify-step.ts";
import { root } from "../shared/paths.ts";
import { putTogether } from "../shared/solution.ts";
import { challengesOf, findSteps, type Step } from "../shared/steps.ts";
import { type Page, readPages } from "../site/pages.ts";
import { planStacks } from "../stack/plan.ts";
import { identify, localTarget } from "../targets/index.ts";
import { readStepFiles } from "../validate/step-files.ts";
import { validate } from "../validate/validate.ts";
import { begun } from "../verify/begun.ts";
import type { CheckResult } from "../verify/lesson.ts";
import { checkTasks } from "./docs/task-list.ts";
import { copyStarts } from "./testing/copy-starts.ts";
import { ownEmulator } from "./testing/emulator.ts";
import { mistakesIn } from "./testing/step-mistakes.ts";

// Where a learner begins: each start is deployed as it is, live and side by side, and judged by the step's own checks.

const steps = await findSteps();
const { folder, starts, remove } = await copyStarts(steps);
const challenges = await Promise.all(
  challengesOf(steps).map(challenge => putTogether(challenge, path.join(folder, "my-work"))),
);
const emulator = await ownEmulator();
const target = { ...localTarget(emulator.endpoint), pollMs: 200, lagMs: 4_000 };
const identity = await identify(target);

/** What the step's own checks say of its start. */
async function checksOf(step: Step, start: Step): Promise<CheckResult[]> {
  // Each with a data store of its own.
  const place = { target, identity, learner: `beginner-${step.number}` };
  const plan = await planStacks(start, place.learner);
  await deployStep(place, plan, silentDisplay);
  return (await verifyStep(place, step, plan, {}, silentDisplay)).report.checks;
}

const pages = await readPages();
const pageOf = ({ name }: Step) => pages.find(({ file }) => file === `docs/${name}.md`) as Page;

const sections = new Set(
  pages.flatMap(({ file, headings }) => headings.map(({ slug }) => `${file}#${slug}`)),
);

/** The files of a step that a learner writes, or is given. */
async function filesIn(folder: string): Promise<string[]> {
  const files = (await readdir(folder, { recursive: true })).map(file => file.replaceAll(path.sep, "/"));
  const own = /^(template\.yaml|input\.json|[^/]+\.asl\.json|handlers\/[^/]+\.ts)$/;
  return files.filter(file => own.test(file) && !file.endsWith(".test.ts")).sort();
}

const read = (step: Step, file: string) => readFile(path.join(step.folder, file), "utf8");

const test = suite("start");

test("each, and each challenge's solution, type-checks where a learner has it", async () => {
  const tsc = path.join(root, "node_modules/typescript/bin/tsc");
  const { stdout } = await promisify(execFile)(process.execPath, [tsc, "-p", folder]).catch(error => error);
  assert.is(stdout, "");
});

test("the challenges' solutions have no problems", async () => {
  for (const challenge of challenges) assert.equal(validate(await readStepFiles(challenge)), []);
});

for (const [index, step] of steps.entries()) {
  const start = starts[index] as Step;
  const checks = begun(checksOf(step, start));

  test(`${step.name} begins with a file for each of its own, and with less in them`, async () => {
    const files = await filesIn(step.folder);
    assert.equal(await filesIn(start.folder), files);
    const entries = await readdir(start.folder, { recursive: true });
    const folders = new Set(files.map(file => path.posix.dirname(file)).filter(folder => folder !== "."));
    assert.is(entries.length, files.length + folders.size, "nothing else");
    const [texts, solution] = await Promise.all(
      [start, step].map(from => Promise.all(files.map(file => read(from, file)))),
    );
    assert.not.equal(texts, solution);
    assert.is(await read(start, "input.json"), await read(step, "input.json"));
    const all = texts?.join("\n") ?? "";
    // The files that these go on with may be the learner's own: only the page says what to write in them.
    assert.is(all.includes("Task: "), !["05", "07"].includes(step.number));
    const named = [...all.matchAll(/docs\/[\w-]+\.md#[\w-]+/g)].map(([section]) => section);
    assert.equal(
      named.filter(section => !sections.has(section)),
      [],
      "sections that are not there",
    );
  });

  test(`${step.name} begins without problems`, async () => {
    assert.equal(validate(await readStepFiles(start)), []);
  });

  test(`${step.name} begins with what is given, and each other check is red and helps`, async () => {
    const { variants } = await mistakesIn(step);
    const all = new Set(variants.flatMap(({ fails }) => fails)); // each check has a variant: broken-variants.live.ts
    const results = await checks();
    assert.equal(results.map(({ name }) => name).sort(), [...all].sort());
    const passed = results.filter(({ passed }) => passed).map(({ name }) => name);
    const tasks = await checkTasks(step, pageOf(step));
    const withoutTask = tasks.filter(({ section }) => section === undefined).map(({ check }) => check);
    assert.equal(passed, withoutTask);
    for (const { name, doc } of results) {
      const section = tasks.find(({ check }) => check === name)?.section;
      if (section)
        assert.is(
          doc,
          `docs/${step.name}.md#${section}`,
          `"${name}" leads to another section than its task's`,
        );
    }
    const red = results.filter(({ passed, notChecked }) => !passed && !notChecked);
    assert.ok(red.length > 0);
    for (const { name, problem, hint, doc } of red) {
      assert.ok(problem, `${name} does not say what is wrong`);
      assert.ok(hint.length > 10, `${name} has no helpful hint`);
      assert.ok(sections.has(doc), `${name} refers to ${doc}, which is not there`);
    }
  });
}

test("steps 02 and 03 begin with the greeting of step 01", async () => {
  const [one] = steps as [Step];
  const [, beginsTwo] = starts as [Step, Step, Step];
  const greeting = await read(one, "handlers/hello.ts");
  assert.is(await readFile(path.join(root, "lambdas/hello.ts"), "utf8"), greeting); // which 02 and 03 deploy
  assert.is(await read(beginsTwo, "starter.asl.json"), await read(one, "starter.asl.json"));
});

test("step 06 is given the functions of step 05", async () => {
  const five = steps[4] as Step;
  for (const name of ["find-tweet", "generate-message"]) {
    const given = await readFile(path.join(root, "lambdas", `${name}.ts`), "utf8");
    assert.is(given, (await read(five, `handlers/${name}.ts`)).replaceAll("../../../lambdas/", "./"), name);
  }
});

for (const [index, before] of [
  [4, 3],
  [6, 5],
] as const) {
  const [begins, ends] = [starts[index], steps[before]] as [Step, Step];
  test(`step ${begins.number} begins with what ${ends.number} ends with, to the letter`, async () => {
    for (const file of await filesIn(ends.folder)) {
      assert.is(await read(begins, file), await read(ends, file), file);
    }
  });
}

test.after(async () => {
  await emulator.stop();
  await remove();
});

test.run();
