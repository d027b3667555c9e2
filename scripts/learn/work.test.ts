import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { errorOf, temporaryFolder } from "../dev/testing/support.ts";
import { UserError } from "../shared/errors.ts";
import { challengeOf, type Step, stepIn } from "../shared/steps.ts";
import { begin } from "./begin.ts";
import { courseList, nextStep } from "./course-list.ts";
import { noteChecks, readProgress, stateOf, writeProgress } from "./progress.ts";
import { reset } from "./reset.ts";
import { begunWork, filesIn, hashOf, workOn } from "./work.ts";

const test = suite("work");

/** Files by their paths, written into a folder. */
function write(folder: string, files: Record<string, string>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
}

/** A course of three steps, and an empty folder for the learner's work. */
function course(): { steps: Step[]; work: string; at(file: string): string } {
  const top = temporaryFolder();
  const names = ["01-starter", "04-tweetbot", "05-dynamo-parallel"];
  for (const name of names) {
    write(path.join(top, "steps", name), {
      "template.yaml": "solution",
      "verify.ts": "",
      "input.json": `{ "of": "${name}" }`,
      "start/template.yaml": `start of ${name}`,
      "start/handlers/hello.ts": "// write me",
      "start/.DS_Store": "",
    });
  }
  const work = path.join(top, "my-work");
  const steps = names.map(name => stepIn(path.join(top, "steps", name)));
  return { steps, work, at: file => readFileSync(path.join(work, file), "utf8") };
}

const green = [{ passed: true }, { passed: true }];

test("a step is begun from its start, and what is missing there comes from the step", async () => {
  const { steps, work, at } = course();
  const [step] = steps as [Step];
  assert.match(String(await begin(step, steps, {}, { folder: work })), /01-starter is yours now/);
  assert.equal(filesIn(path.join(work, "01-starter")), ["handlers/hello.ts", "input.json", "template.yaml"]);
  assert.is(at("01-starter/template.yaml"), "start of 01-starter");
  assert.is(at("01-starter/input.json"), '{ "of": "01-starter" }');
});

test("nothing of the learner's is overwritten", async () => {
  const { steps, work, at } = course();
  write(work, { "01-starter/template.yaml": "mine" });
  assert.is(await begin(steps[0] as Step, steps, {}, { folder: work }), undefined);
  assert.is(at("01-starter/template.yaml"), "mine");
  assert.equal(filesIn(work), ["01-starter/template.yaml"]);
});

test("the learner's own step is asked for by those who build it, and has to be begun", async () => {
  const { steps, work } = course();
  const [step] = steps as [Step];
  const error = await errorOf(UserError, async () => begunWork(step, work));
  assert.is(error.message, "01-starter is not begun: npm run learn -- 01");
  assert.is(error.exitCode, 2);
  write(work, { "01-starter/template.yaml": "mine" });
  assert.is(begunWork(step, work).template, path.join(work, "01-starter", "template.yaml"));
});

test("a file in the place of a step's folder is named", async () => {
  const { steps, work } = course();
  write(work, { "01-starter": "" });
  const error = await errorOf(UserError, () => begin(steps[0] as Step, steps, {}, { folder: work }));
  assert.match(error.message, /my-work\/01-starter is a file, and the step's folder belongs there/);
});

test("a step without a start can't be begun, and leaves nothing", async () => {
  const { steps, work } = course();
  rmSync(path.join(steps[0]?.folder ?? "", "start"), { recursive: true });
  const error = await errorOf(UserError, () => begin(steps[0] as Step, steps, {}, { folder: work }));
  assert.match(error.message, /^steps\/01-starter has no start\//);
  assert.not(existsSync(work));
});

test("05 goes on from the learner's own 04 once that is done, with its own input", async () => {
  const { steps, work, at } = course();
  const [, four, five] = steps as [Step, Step, Step];
  write(work, { "04-tweetbot/template.yaml": "my bot", "04-tweetbot/input.json": "{}" });
  noteChecks(four, green, hashOf(workOn(four, work).folder), work);
  assert.match(
    String(await begin(five, steps, readProgress(work), { folder: work })),
    /It goes on from .*04-tweetbot\.$/,
  );
  assert.is(at("05-dynamo-parallel/template.yaml"), "my bot");
  assert.is(at("05-dynamo-parallel/handlers/hello.ts"), "// write me", "what 04 does not have");
  assert.is(at("05-dynamo-parallel/input.json"), '{ "of": "05-dynamo-parallel" }');
});

test("05 begins from its own start while 04 is not done", async () => {
  const { steps, work, at } = course();
  const [, four, five] = steps as [Step, Step, Step];
  write(work, { "04-tweetbot/template.yaml": "half a bot" });
  noteChecks(four, [{ passed: false }, ...green], hashOf(workOn(four, work).folder), work);
  await begin(five, steps, readProgress(work), { folder: work });
  assert.is(at("05-dynamo-parallel/template.yaml"), "start of 05-dynamo-parallel");
});

test("--from-solution leaves out what the learner has made before", async () => {
  const { steps, work, at } = course();
  const [, four, five] = steps as [Step, Step, Step];
  write(work, { "04-tweetbot/template.yaml": "my bot" });
  noteChecks(four, green, hashOf(workOn(four, work).folder), work);
  const told = await begin(five, steps, readProgress(work), { folder: work, fromSolution: true });
  assert.match(String(told), /It goes on from the course's solution of 04-tweetbot\.$/);
  assert.is(at("05-dynamo-parallel/template.yaml"), "start of 05-dynamo-parallel");
});

/** The challenge of step 01, with an input of its own and one file that differs from the step's. */
function challenge(steps: Step[]): Step {
  const [step] = steps as [Step];
  write(path.join(step.folder, "challenge"), { "verify.ts": "", "input.json": "{}", "x.asl.json": "solved" });
  return challengeOf(step) as Step;
}

test("a challenge goes on from the learner's own step once that is done, with its own input", async () => {
  const { steps, work, at } = course();
  const [one] = steps as [Step];
  write(work, {
    "01-starter/template.yaml": "mine",
    "01-starter/input.json": "my input",
    "01-starter/own.ts": "",
  });
  noteChecks(one, green, hashOf(workOn(one, work).folder), work);
  const told = await begin(challenge(steps), steps, readProgress(work), { folder: work });
  assert.match(String(told), /01-challenge is yours now: .*\. It goes on from .*01-starter\.$/);
  assert.equal(filesIn(path.join(work, "01-challenge")), ["input.json", "own.ts", "template.yaml"]);
  assert.is(at("01-challenge/template.yaml"), "mine");
  assert.is(at("01-challenge/input.json"), "{}");
});

test("a challenge begins with the solution of its step where that is not done, and never with its own", async () => {
  const { steps, work, at } = course();
  write(work, { "01-starter/template.yaml": "half" });
  await begin(challenge(steps), steps, {}, { folder: work });
  assert.equal(filesIn(path.join(work, "01-challenge")), ["input.json", "template.yaml"]);
  assert.is(at("01-challenge/template.yaml"), "solution");
  assert.is(at("01-challenge/input.json"), "{}");
});

test("the course lists a challenge below its step, and it is never the next one", async () => {
  const { steps, work } = course();
  await begin(challenge(steps), steps, {}, { folder: work });
  const list = courseList(steps, readProgress(work), work);
  assert.equal(list.slice(0, 3), [
    { step: "01-starter", state: "not begun" },
    { step: "01-challenge", challengeOf: "01-starter", state: "begun" },
    { step: "04-tweetbot", state: "not begun" },
  ]);
  assert.is(nextStep(steps, list)?.name, "01-starter");
});

test("progress and reset know a challenge by its own name", async () => {
  const { steps, work } = course();
  const own = challenge(steps);
  await begin(own, steps, {}, { folder: work });
  noteChecks(own, green, hashOf(workOn(own, work).folder), work);
  assert.is(stateOf(own, readProgress(work), work), "done");
  assert.is(stateOf(steps[0] as Step, readProgress(work), work), "not begun");
  const [kept = ""] = await reset(own, steps, { folder: work });
  assert.match(kept, /\.kept\/01-challenge-/);
  assert.equal(readProgress(work), {});
});

test("a pass counts for the files that passed, and for no others", () => {
  const { steps, work } = course();
  const [step] = steps as [Step];
  const state = () => stateOf(step, readProgress(work), work);
  const files = workOn(step, work).folder;
  assert.is(state(), "not begun");
  write(files, { "template.yaml": "a\nb\n" });
  assert.is(state(), "begun");
  noteChecks(step, green, hashOf(files), work);
  assert.is(state(), "done");
  write(files, { "template.yaml": "a\r\nb\r\n", ".swp": "", "template.yaml~": "" });
  assert.is(state(), "done", "line ends and what editors leave do not count");
  write(files, { "handlers/new.ts": "" });
  assert.is(state(), "changed");
  noteChecks(step, [{ passed: false }, { passed: true }], hashOf(files), work);
  assert.is(state(), "changed");
  rmSync(path.join(files, "handlers"), { recursive: true });
  assert.is(state(), "done", "the files that passed are back");
});

test("no checks at all are no pass", () => {
  const { steps, work } = course();
  const [step] = steps as [Step];
  write(workOn(step, work).folder, { "template.yaml": "" });
  noteChecks(step, [], hashOf(workOn(step, work).folder), work);
  assert.is(stateOf(step, readProgress(work), work), "begun");
});

test("progress that can't be read is said to be so, and left alone", async () => {
  const { steps, work, at } = course();
  for (const text of ["", "[]", '{"01-starter":', '{"01-starter":{}}', '{"01-starter":{"green":"all"}}']) {
    write(work, { "progress.json": text });
    const error = await errorOf(UserError, async () => noteChecks(steps[0] as Step, green, "x", work));
    assert.match(error.message, /^my-work\/progress\.json can't be read: put back/);
    assert.is(at("progress.json"), text);
  }
});

test("progress of one step leaves the others', and nothing beside the file", () => {
  const { steps, work } = course();
  const [one, four] = steps as [Step, Step];
  noteChecks(four, green, "x", work);
  noteChecks(one, green, "y", work);
  writeProgress(four, undefined, work);
  assert.equal(Object.keys(readProgress(work)), ["01-starter"]);
  assert.equal(filesIn(work), ["progress.json"]);
});

test("reset keeps what was made, says where, and begins anew", async () => {
  const { steps, work, at } = course();
  const [step] = steps as [Step];
  write(work, { "01-starter/template.yaml": "mine", "01-starter/notes/deep.md": "keep me" });
  noteChecks(step, green, "x", work);
  const [kept = ""] = await reset(step, steps, { folder: work });
  const [, place = ""] = /(\.kept\/01-starter-[\dT-]+)\.$/.exec(kept) ?? [];
  assert.is(at(`${place}/template.yaml`), "mine");
  assert.is(at(`${place}/notes/deep.md`), "keep me");
  assert.is(at("01-starter/template.yaml"), "start of 01-starter");
  assert.equal(readProgress(work), {});
  await reset(step, steps, { folder: work });
  assert.is(at(`${place}/template.yaml`), "mine", "a second reset keeps the first copy");
});

test("a reset that can't begin anew puts everything back", async () => {
  const { steps, work, at } = course();
  const [step] = steps as [Step];
  write(work, { "01-starter/template.yaml": "mine" });
  rmSync(path.join(step.folder, "start"), { recursive: true });
  await errorOf(UserError, () => reset(step, steps, { folder: work }));
  assert.is(at("01-starter/template.yaml"), "mine");
});

test("a step that is not begun has nothing to reset", async () => {
  const { steps, work } = course();
  const error = await errorOf(UserError, () => reset(steps[0] as Step, steps, { folder: work }));
  assert.match(error.message, /^01-starter is not begun, so there is nothing to reset: npm run learn -- 01$/);
});

test("the next step is the one that is begun, else the one after the last that is done, else one left out", async () => {
  const { steps, work } = course();
  const next = () => nextStep(steps, courseList(steps, readProgress(work), work))?.number;
  const make = async (step: Step) => {
    cpSync(path.join(step.folder, "start"), path.join(work, step.name), { recursive: true });
    return () => noteChecks(step, green, hashOf(path.join(work, step.name)), work);
  };
  const [one, four, five] = steps as [Step, Step, Step];
  assert.is(next(), "01");
  const finishFour = await make(four);
  assert.is(next(), "04", "it was begun out of turn");
  finishFour();
  assert.is(next(), "05", "who begins in the middle goes on from there");
  (await make(five))();
  assert.is(next(), "01", "nothing is left after it");
  (await make(one))();
  assert.is(next(), undefined);
});

test.run();
