import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ownEmulator } from "../dev/testing/emulator.ts";
import { learnersCourse, onlyHello, runLearn } from "../dev/testing/learners-course.ts";
import { runNode } from "../dev/testing/support.ts";
import { silentScreen } from "../report/screen.ts";
import { AwsRefusal } from "../shared/errors.ts";
import { sided } from "./once.ts";
import { workOn } from "./work.ts";

// A learner's way through a step, by the commands that they type, on an emulator: each test goes on from the one before.

const test = suite("learn");

const emulator = await ownEmulator();
const course = learnersCourse();
const learn = (...words: string[]) => runLearn(course, emulator, words);

/** Another learner has the solution already. It takes its time, most of which it waits: begun first, looked at last. */
const solved = learnersCourse();
const learnSolved = (...words: string[]) => runLearn(solved, emulator, words, "sol");
solved.solve("01-starter", "template.yaml", "handlers", "starter.asl.json", "input.json");
const solution = learnSolved("01");

test("before anything is begun the list says so", async () => {
  const { code, stdout } = await learn("list");
  assert.is(code, 0);
  assert.match(stdout, /· 01-starter +not begun\n/);
  assert.not(readdirSync(course.folder).includes("my-work"));
});

test("the first call shows the course, begins step 01 and finds it red", async () => {
  const { code, stdout, stderr } = await learn();
  assert.is(code, 1, stderr);
  assert.match(stdout, /my-work\/01-starter is yours now/);
  assert.match(
    stdout,
    /01-starter: \d+ of 11 checks green\n {2}✓ The execution succeeds\n( {2}✓ .*\n){2} {2}✗ The output is/,
  );
  assert.is(stdout.split("hint   ").length, 2, "one check is open");
  assert.match((await learn("list")).stdout, /… 01-starter +begun, \d+ of 11 checks green/);
});

test("hints go three deep, to the edit on the page", async () => {
  assert.match((await learn("hint", "01")).stdout, /\(hint 1 of 3\)\n {4}expected {2}\{"thekey"/);
  // The command without its process, which would take longer than what it does.
  Object.assign(process.env, course.env(emulator));
  const ours = (file: string) => import(pathToFileURL(path.join(course.folder, "scripts", file)).href);
  const { hintLines, nextHint }: typeof import("./hint.ts") = await ours("learn/hint.ts");
  const { findSteps }: typeof import("../shared/steps.ts") = await ours("shared/steps.ts");
  const [starter] = await findSteps();
  assert.ok(starter);
  const hint = async () => hintLines(silentScreen, await nextHint(starter)).join("\n");
  assert.match(await hint(), /\(hint 2 of 3\)\n {4}ResultPath "\$\.taskresult" adds/);
  assert.match(
    await hint(),
    /\(hint 3 of 3\)\n\nEdit my-work\/01-starter\/starter\.asl\.json\n.*\n\+ +"ResultPath": "\$\.taskresult"/,
  );
  assert.match(await hint(), /\(hint 3 of 3\)/);
});

test("the solution is not shown before the step is green, unless it is asked for", async () => {
  const refused = await learn("diff", "01");
  assert.is(refused.code, 2);
  assert.not.match(refused.all, "Wait Before");
  const shown = await learn("diff", "01", "--yes");
  assert.is(shown.code, 0);
  assert.match(shown.stdout, /missing {3}States\.Wait Before\n/);
});

test("what AWS would refuse, and what TypeScript does, is told by its file and line, and nothing is deployed", async () => {
  course.save("01-starter/starter.asl.json", '{\n  "StartAt": "Helo",\n  "States": {}\n}');
  course.save("01-starter/handlers/hello.ts", "\nexport const handler = async () => greeting;\n");
  const { code, stdout, stderr } = await learn("01");
  assert.is(code, 2);
  assert.match(stderr, /^my-work\/01-starter\/handlers\/hello\.ts:2: Cannot find name 'greeting'\. .+\n/);
  assert.match(stderr, /\nmy-work\/01-starter\/starter\.asl\.json:\d: .+\n/);
  assert.not.match(stdout, "Deploying");
  course.solve("01-starter", "handlers");
});

test("what a learner may do to the files is told in a sentence, without a stack trace", async () => {
  course.save("01-starter/starter.asl.json", onlyHello);
  course.save("01-starter/template.yaml", "");
  const { code, stderr } = await learn("01", "--once");
  assert.is(code, 2);
  assert.match(stderr, /^my-work\/01-starter\/template\.yaml/);
  assert.not.match(stderr, /\n {4}at /);
});

test("the solution is green, and is remembered for as long as its files are as they passed", async () => {
  const { code, stdout, stderr } = await solution;
  assert.is(code, 0, stdout + stderr);
  assert.match(stdout, /01-starter: 11 of 11 checks green/);
  assert.match(stdout, /★ 01-starter is done/);
  assert.match(stdout, /For the fast ones: +npm run learn -- 01 --challenge\n/);
  assert.match(stdout, /Go on with 02-api: +npm run learn -- 02\n/);
  assert.match((await learnSolved("list")).stdout, /✓ 01-starter +done, 11 of 11 checks green/);
  assert.match((await learnSolved("diff", "01")).stdout, /^Your 01-starter is the solution/);

  solved.save("01-starter/handlers/hello.ts", "export const handler = async () => 'Hi';\n");
  const [item] = JSON.parse((await learnSolved("list", "--json")).stdout);
  assert.is(item.state, "changed");
});

test("what a step adds shows two solutions, so it asks unless both are done", async () => {
  const refused = await learn("diff", "01", "02");
  assert.is(refused.code, 2);
  assert.match(
    refused.stderr,
    /^This shows the solution of 01-starter and of 02-api, which you have not done yet\./,
  );
  assert.is(refused.stdout, "");
  assert.match((await learn("diff", "01", "02", "--yes")).stdout, / {2}added {5}Resources\.Api\n/);
});

test("the learner's folder has their steps and their progress, and nothing else", () => {
  for (const [{ folder }, passed] of [
    [course, []],
    [solved, ["passed"]],
  ] as const) {
    const work = path.join(folder, "my-work");
    const progress = JSON.parse(readFileSync(path.join(work, "progress.json"), "utf8"));
    assert.equal(Object.keys(progress), ["01-starter"]);
    assert.equal(Object.keys(progress["01-starter"]), ["green", "total", "checkedAt", ...passed]);
    assert.equal(readdirSync(work).sort(), ["01-starter", "progress.json"]);
  }
});

test("a target that does not answer is not the learner's fault, and the words say so", async () => {
  const { code, stderr } = await runNode([path.join(course.folder, "scripts", "learn.ts"), "01"], {
    ...course.env(emulator),
    AWS_ENDPOINT_URL: "http://127.0.0.1:9",
  });
  assert.is(code, 3);
  assert.match(stderr, /\nThis is not about your work; npm run learn -- doctor looks at this machine\.\n$/);
});

test("what AWS does not take is, and the words say where to mend it", () => {
  const work = workOn({ name: "01-starter", number: "01", folder: "", template: "", verify: "" });
  const { message } = sided(new AwsRefusal("CloudFormation refused it."), work) as Error;
  const advice = "This is about your work: mend it in my-work/01-starter, then check again.";
  assert.is(message, `CloudFormation refused it.\n${advice}`);
});

test.after(emulator.stop);

test.run();
