import { suite } from "uvu";
import * as assert from "uvu/assert";
import { safeLearner, stackName, stackTags } from "./name.ts";

const test = suite("name");

/** What CloudFormation, Lambda and Step Functions all take as a part of a name. */
const safe = /^[a-z0-9]+(-[a-z0-9]+)*$/;

const people = [
  "ada", "ADA@example.com", "ada.lovelace", "ada-lovelace", "ada_lovelace", "ada lovelace", "ada--lovelace",
  "DOMAIN\\ada", "DOMAIN/ada", "domain-ada", "jürgen", "jurgen", "Ångström", "山田太郎", "山田花子", "🙂", "-", ".",
  "", " ", "-ada", "ada-", "a".repeat(20), "a".repeat(21), "a".repeat(300), "augusta-ada-king-of-lovelace",
  "augusta-ada-king-of-lovelacE!", "abcdefghijklm-nopqrst", "abcdefghijklm-nopqrsu", "ﬁ", "fi", "0", "..", "a-b",
]; // biome-ignore format: a list to scan, not a column

test("a plain name stays as it is", () => {
  for (const name of ["ada", "ada-lovelace", "a1", "a".repeat(20)]) assert.is(safeLearner(name), name);
  assert.is(safeLearner("Ada"), "ada");
});

test("any name becomes a safe one of at most 20 characters", () => {
  for (const name of people) {
    assert.match(safeLearner(name), safe, name);
    assert.ok(safeLearner(name).length <= 20, name);
  }
});

test("a changed name can still be recognized", () => {
  assert.match(safeLearner("ada.lovelace"), /^ada-lovelace-[0-9a-f]{6}$/);
  assert.match(safeLearner("DOMAIN\\ada"), /^domain-ada-[0-9a-f]{6}$/);
  assert.match(safeLearner("Jürgen"), /^jurgen-[0-9a-f]{6}$/);
  assert.match(safeLearner("山田太郎"), /^learner-[0-9a-f]{6}$/);
  assert.match(safeLearner(""), /^learner-[0-9a-f]{6}$/);
});

test("no two people get the same name, and each keeps theirs", () => {
  assert.is(new Set(people.map(safeLearner)).size, people.length);
  assert.is(safeLearner("ada.lovelace"), safeLearner("Ada.Lovelace"), "operating systems ignore the case");
});

test("the longest function name of the course fits into Lambda's 64 characters", () => {
  const function_ = `${stackName(safeLearner("a".repeat(99)), "04-tweetbot")}-generate-message`;
  assert.ok(function_.length <= 64, function_);
});

test("tags say whose stack it is, and in CI of which run", () => {
  const run = process.env.GITHUB_RUN_ID;
  try {
    delete process.env.GITHUB_RUN_ID;
    const tags = stackTags("ada", "04-tweetbot", new Date(0));
    assert.equal(tags, [
      { Key: "workshop", Value: "step-functions" },
      { Key: "step", Value: "04-tweetbot" },
      { Key: "learner", Value: "ada" },
      { Key: "created", Value: "1970-01-01T00:00:00.000Z" },
    ]);
    process.env.GITHUB_RUN_ID = "42";
    assert.equal(stackTags("ada", "04-tweetbot").at(-1), { Key: "run", Value: "42" });
  } finally {
    delete process.env.GITHUB_RUN_ID;
    if (run) process.env.GITHUB_RUN_ID = run;
  }
});

test.run();
