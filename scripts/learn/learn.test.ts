import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ownEmulator } from "../dev/testing/emulator.ts";
import { learnersCourse, onlyHello } from "../dev/testing/learners-course.ts";
import { runNode } from "../dev/testing/support.ts";
import { AwsRefusal } from "../shared/errors.ts";
import { solutionOf } from "../shared/solution.ts";
import { chooseChallenge, findSteps } from "../shared/steps.ts";
import { localTarget } from "../targets/index.ts";
import { sided } from "./once.ts";
import { workOn } from "./work.ts";

// A learner's way through a step, by the commands that they type, on an emulator: each test goes on from the one before.

const test = suite("learn");

const emulator = await ownEmulator();
const course = learnersCourse();
const challenge = chooseChallenge(await findSteps(), "01");

async function learn(...words: string[]) {
  const { code, stdout, stderr } = await runNode(
    [path.join(course.folder, "scripts", "learn.ts"), ...words],
    { ...course.env(emulator), NO_COLOR: "1" },
  );
  return { code, stdout, stderr, all: stdout + stderr };
}

const work = (...names: string[]) => path.join(course.folder, "my-work", ...names);

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
  assert.match((await learn("hint", "01")).stdout, /\(hint 2 of 3\)\n {4}ResultPath "\$\.taskresult" adds/);
  assert.match(
    (await learn("hint", "01")).stdout,
    /\(hint 3 of 3\)\n\nEdit my-work\/01-starter\/starter\.asl\.json\n.*\n\+ +"ResultPath": "\$\.taskresult"/,
  );
  assert.match((await learn("hint", "01")).stdout, /\(hint 3 of 3\)/);
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
  course.solve("01-starter");
  const { code, stdout, stderr } = await learn("01");
  assert.is(code, 0, stdout + stderr);
  assert.match(stdout, /01-starter: 11 of 11 checks green/);
  assert.match(stdout, /★ 01-starter is done/);
  assert.match(stdout, /Go on with 02-api: +npm run learn -- 02\n/);
  assert.match((await learn("list")).stdout, /✓ 01-starter +done, 11 of 11 checks green/);
  assert.match((await learn("diff", "01")).stdout, /^Your 01-starter is the solution/);
  const [item] = JSON.parse((await learn("list", "--json")).stdout);
  assert.is(item.state, "done");

  course.save("01-starter/handlers/hello.ts", "export const handler = async () => 'Hi';\n");
  assert.match((await learn("list")).stdout, /… 01-starter +changed since it passed/);
});

test("a challenge does not show the solution of a step that is not done, unless it is asked for", async () => {
  const refused = await learn("01", "--challenge");
  assert.is(refused.code, 2);
  assert.match(
    refused.stderr,
    /^01-starter is not done yet, and the challenge would begin with its solution\./,
  );
  assert.not(readdirSync(work()).includes("01-challenge"));
});

test("a challenge is begun and red, with two hints, and its solution is not shown by surprise", async () => {
  const { code, stdout, stderr } = await learn("01", "--challenge", "--from-solution");
  assert.is(code, 1, stderr);
  assert.match(
    stdout,
    /It goes on from the course's solution of 01-starter\.\nRead docs\/01-starter\.md#the-challenge;/,
  );
  assert.match(stdout, /01-challenge: 0 of 4 checks green\n {2}✗ Who says "greet": false is not greeted\n/);
  assert.match(stdout, /Stuck\? +npm run learn -- hint 01 --challenge\n/);
  assert.match((await learn("hint", "01", "--challenge")).stdout, /\(hint 1 of 2\)/);
  assert.match(
    (await learn("hint", "01-challenge")).stdout,
    /\(hint 2 of 2\)\n {4}After Wait Before comes a Choice/,
  );
  assert.match((await learn("hint", "01-challenge")).stdout, /\(hint 2 of 2\)/);
  assert.is((await learn("diff", "01", "--challenge")).code, 2);
  const again = await learn("01-challenge", "--from-solution");
  assert.is(again.code, 2);
  assert.match(
    again.stderr,
    /^01-challenge is begun already; .*: npm run learn -- reset 01 --challenge --from-solution\n$/,
  );
});

test("a solved challenge is remembered below its step, and takes no stack of its own", async () => {
  course.save("01-challenge/starter.asl.json", solutionOf(challenge)["starter.asl.json"] ?? "");
  const { code, stdout, stderr } = await learn("01", "--challenge");
  assert.is(code, 0, stdout + stderr);
  assert.match(stdout, /★ 01-challenge is done/);
  assert.match(
    (await learn("list")).stdout,
    /… 01-starter .*\n {2}✓ {3}01-challenge +done, 4 of 4 checks green/,
  );
  assert.match((await learn("diff", "01-challenge")).stdout, /^Your 01-challenge is the solution/);
  const { Stacks = [] } = await localTarget(emulator.endpoint)
    .client(CloudFormationClient)
    .send(new DescribeStacksCommand({}));
  const tags = Stacks.map(({ StackName, Tags = [] }) => [
    StackName,
    Tags.find(({ Key }) => Key === "step")?.Value,
  ]);
  assert.equal(tags, [["sfw-lea-01-starter", "01-starter"]]);
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
  const progress = JSON.parse(readFileSync(work("progress.json"), "utf8"));
  assert.equal(Object.keys(progress), ["01-challenge", "01-starter"]);
  assert.equal(Object.keys(progress["01-starter"]), ["green", "total", "checkedAt", "passed"]);
  assert.equal(readdirSync(work()).sort(), ["01-challenge", "01-starter", "progress.json"]);
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
  const { message } = sided(new AwsRefusal("CloudFormation refused it."), workOn(challenge)) as Error;
  const advice = "This is about your work: mend it in my-work/01-challenge, then check again.";
  assert.is(message, `CloudFormation refused it.\n${advice}`);
});

test.after(emulator.stop);

test.run();
