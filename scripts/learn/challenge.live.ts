import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ownEmulator } from "../dev/testing/emulator.ts";
import { learnersCourse, runLearn } from "../dev/testing/learners-course.ts";
import { solutionOf } from "../shared/solution.ts";
import { chooseChallenge, findSteps } from "../shared/steps.ts";
import { localTarget } from "../targets/index.ts";

// A learner's way through a challenge, by the commands that they type, on an emulator.

const test = suite("challenge");

const emulator = await ownEmulator();
const course = learnersCourse();
const learn = (...words: string[]) => runLearn(course, emulator, words);

/** Another learner, who has begun the step, solves its challenge at once. That waits most of its time: looked at last. */
const solved = learnersCourse();
const learnSolved = (...words: string[]) => runLearn(solved, emulator, words, "sol");
const solution = solve();

async function solve() {
  await learnSolved("01");
  const challenge = chooseChallenge(await findSteps(), "01");
  mkdirSync(path.join(solved.folder, "my-work", "01-challenge", "handlers"), { recursive: true });
  for (const [file, text] of Object.entries(solutionOf(challenge))) solved.save(`01-challenge/${file}`, text);
  return await learnSolved("01", "--challenge");
}

test("a challenge does not show the solution of a step that is not done, unless it is asked for", async () => {
  const refused = await learn("01", "--challenge");
  assert.is(refused.code, 2);
  assert.match(
    refused.stderr,
    /^01-starter is not done yet, and the challenge would begin with its solution\./,
  );
  assert.not(existsSync(path.join(course.folder, "my-work", "01-challenge")));
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
  const { code, stdout, stderr } = await solution;
  assert.is(code, 0, stdout + stderr);
  assert.match(stdout, /★ 01-challenge is done/);
  assert.match(
    (await learnSolved("list")).stdout,
    /… 01-starter .*\n {2}✓ {3}01-challenge +done, 4 of 4 checks green/,
  );
  assert.match((await learnSolved("diff", "01-challenge")).stdout, /^Your 01-challenge is the solution/);
  const { Stacks = [] } = await localTarget(emulator.endpoint)
    .client(CloudFormationClient)
    .send(new DescribeStacksCommand({}));
  const tags = Stacks.map(({ StackName, Tags = [] }) => [
    StackName,
    Tags.find(({ Key }) => Key === "step")?.Value,
  ]);
  assert.equal(tags.sort(), [
    ["sfw-lea-01-starter", "01-starter"],
    ["sfw-sol-01-starter", "01-starter"],
  ]);
});

test.after(emulator.stop);

test.run();
