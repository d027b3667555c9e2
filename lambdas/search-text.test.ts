import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseSearchText, words } from "./search-text.ts";

test("words are lower-cased and without punctuation", () => {
  assert.equal(words("AWS Step-Functions, #Serverless! @step_fn (2026)"), [
    "aws",
    "step",
    "functions",
    "serverless",
    "step_fn",
    "2026",
  ]);
});

test("words of any script count, diacritics however composed, and emoji", () => {
  assert.equal(words("Café"), ["café"]);
  assert.equal(words("Cafe\u0301"), ["café"]);
  assert.equal(words("ФУНКЦИЯ ステート ☕ 🎉🎉"), ["функция", "ステート", "☕", "🎉", "🎉"]);
});

test("a search text is trimmed, and otherwise left alone", () => {
  assert.is(parseSearchText('  "AWS Step Functions" graph\n'), '"AWS Step Functions" graph');
  assert.is(parseSearchText("x".repeat(512)).length, 512);
});

for (const value of ["", "   ", "!?", '""', undefined, null, 42, ["aws"], "x".repeat(513)]) {
  test(`refuses ${JSON.stringify(value)?.slice(0, 20)}`, () => {
    assert.throws(
      () => parseSearchText(value),
      (error: Error) => error.name === "InvalidSearchText" && error.message.startsWith("searchText must be"),
    );
  });
}

test.run();
