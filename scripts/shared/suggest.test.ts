import { execFileSync } from "node:child_process";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { repeatOptions, shellWord } from "./suggest.ts";

test("a plain word needs no quotes", () => {
  for (const word of ["04", "ada", "eu-west-1", "AccessLogs=on", "a/b.json", "arn:aws:iam::1:role/x"])
    assert.is(shellWord(word), word);
});

test("any other word has single quotes, and a single quote stands outside of them", () => {
  assert.is(shellWord("two words"), "'two words'");
  assert.is(shellWord("it's"), String.raw`'it'\''s'`);
  assert.is(shellWord(""), "''");
});

test("a shell gets each word as it was, and expands nothing in it", () => {
  if (process.platform === "win32") return;
  for (const word of [
    "$HOME",
    "`id`",
    "$(id)",
    "it's",
    '"',
    "a\\b",
    "a\nb",
    "*",
    "~",
    "!x",
    "-n",
    "é",
    "",
    "'",
  ]) {
    const output = execFileSync("sh", ["-c", `printf %s ${shellWord(`>${word}`)}`], { encoding: "utf8" });
    assert.is(output, `>${word}`);
  }
});

test("options are repeated with their values, quoted, and without those that were not given", () => {
  assert.equal(repeatOptions({ learner: "Ada L.", target: undefined, profile: ["a", "b"] }), [
    "--learner",
    "'Ada L.'",
    "--profile",
    "a",
    "--profile",
    "b",
  ]);
});

test.run();
