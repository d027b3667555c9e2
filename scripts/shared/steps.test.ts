import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { temporaryFolder } from "../dev/testing/support.ts";
import { UserError } from "./errors.ts";
import {
  challengesOf,
  chooseChallenge,
  chooseStep,
  chooseStepOrChallenge,
  chooseSteps,
  findSteps,
  pageOf,
  type Step,
  withChallenges,
  wordsFor,
} from "./steps.ts";

const test = suite("steps");

const folder = temporaryFolder();
for (const name of ["10-last", "04-tweetbot", "01-starter", "shared", "1-x"])
  mkdirSync(path.join(folder, name));
writeFileSync(path.join(folder, "02-no-folder"), "");
mkdirSync(path.join(folder, "04-tweetbot", "challenge"));
writeFileSync(path.join(folder, "04-tweetbot", "challenge", "verify.ts"), "");
mkdirSync(path.join(folder, "10-last", "challenge"));
const steps = await findSteps(folder);

const chosen = (...words: string[]) => chooseSteps(steps, words).steps.map(({ name }) => name);

test("steps are the folders with two digits, in order", () => {
  assert.equal(chosen("all"), ["01-starter", "04-tweetbot", "10-last"]);
  assert.equal(steps[1], {
    number: "04",
    name: "04-tweetbot",
    folder: path.join(folder, "04-tweetbot"),
    template: path.join(folder, "04-tweetbot", "template.yaml"),
    verify: path.join(folder, "04-tweetbot", "verify.ts"),
  });
});

test("a step is called by its number, with or without the zero, or by its name", () => {
  for (const word of ["04", "4", "04-tweetbot"]) assert.equal(chosen(word), ["04-tweetbot"], word);
});

test("several steps come once each, in the course's order", () => {
  assert.equal(chosen("10", "4", "04"), ["04-tweetbot", "10-last"]);
  assert.equal(chosen("4", "all"), ["01-starter", "04-tweetbot", "10-last"]);
});

test("a choice says whether it is all of them, and which words choose it again", () => {
  const again = (...words: string[]) => {
    const { all, words: same } = chooseSteps(steps, words);
    return [all, same];
  };
  assert.equal(again("04-tweetbot"), [false, "04"]);
  assert.equal(again("10", "4", "04"), [false, "04 10"]);
  assert.equal(again("4", "all"), [true, "all"]);
  assert.equal(again("1", "4", "10"), [false, "01 04 10"], "a step that is added later was not meant");
});

test("one step is chosen where one is wanted", () => {
  assert.is(chooseStep(steps, "4").name, "04-tweetbot");
  assert.throws(() => chooseStep(steps, "all"), /^Choose one step here, not all\.$/);
});

test("a challenge is in the folder of its step, and has that one's page", () => {
  const [challenge] = challengesOf(steps) as [Step];
  assert.equal(challenge, {
    number: "04",
    name: "04-challenge",
    folder: path.join(folder, "04-tweetbot", "challenge"),
    template: path.join(folder, "04-tweetbot", "challenge", "template.yaml"),
    verify: path.join(folder, "04-tweetbot", "challenge", "verify.ts"),
    challengeOf: steps[1],
  });
  assert.is(pageOf(challenge), "docs/04-tweetbot.md#the-challenge");
  assert.is(pageOf(steps[1] as Step), "docs/04-tweetbot.md");
  assert.equal(withChallenges(steps).map(wordsFor), ["01", "04", "04 --challenge", "10"]);
});

test("a challenge is chosen by its step or by its name, and never by all", () => {
  for (const word of ["04", "4", "04-tweetbot"]) assert.is(chooseChallenge(steps, word).name, "04-challenge");
  assert.is(chooseStepOrChallenge(steps, "04-challenge").name, "04-challenge");
  assert.is(chooseStepOrChallenge(steps, "4").name, "04-tweetbot");
  assert.equal(chosen("all"), ["01-starter", "04-tweetbot", "10-last"]);
  for (const word of ["10", "10-last"])
    assert.throws(
      () => chooseChallenge(steps, word),
      /^10-last has no challenge; the steps with one are 04\.$/,
    );
  assert.throws(() => chooseStepOrChallenge(steps, "09-challenge"), /^There is no step "09"\./);
});

test("what is not a step is answered with the valid ones", () => {
  const valid = "Choose from 01-starter, 04-tweetbot, 10-last (the number is enough), or all.";
  for (const word of ["9", "0", "004", "tweetbot", "04-", "ALL", "-1", ""]) {
    assert.throws(
      () => chosen("4", word),
      (error: UserError) =>
        error instanceof UserError &&
        error.exitCode === 2 &&
        error.message === `There is no step "${word}". ${valid}`,
      word,
    );
  }
  assert.throws(
    () => chosen(),
    (error: UserError) => error.exitCode === 2 && error.message === `Which step? ${valid}`,
  );
});

test.run();
