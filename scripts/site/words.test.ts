import { suite } from "uvu";
import * as assert from "uvu/assert";
import { plainText } from "../shared/plain-text.ts";
import { duration, howMany } from "./words.ts";

const test = suite("words");

const durations: [number, string][] = [
  [0, "0 ms"],
  [12.4, "12 ms"],
  [-3, "0 ms"],
  [320, "0.3 s"],
  [10_020, "10.0 s"],
  [59_960, "1 min 0 s"],
  [125_000, "2 min 5 s"],
  [3_600_000, "1 h 0 min"],
  [86_400_000 * 3 + 3_600_000 * 4, "3 d 4 h"],
];
for (const [ms, words] of durations) test(`${ms} ms are ${words}`, () => assert.is(duration(ms), words));

test("a number has a comma before each three digits from its end", () => {
  const numbers = [0, 12, 999, 1_000, 25_000, 1_234_567];
  assert.equal(numbers.map(howMany), ["0", "12", "999", "1,000", "25,000", "1,234,567"]);
});

test("unseen characters are written out, others stay", () => {
  const texts: [string, string][] = [
    ["a\u202eb", "a\\u202eb"],
    ["\u200btrue\ufeff", "\\u200btrue\\ufeff"],
    ["a\u0007\u0000b", "a\\u0007\\u0000b"],
    ["tag \u{e0041}", "tag \\u{e0041}"],
    ["line\n\tbreak", "line\n\tbreak"],
    ["👩\u200d💻 שלום สวัสดี", "👩\u200d💻 שלום สวัสดี"],
  ];
  for (const [text, plain] of texts) assert.is(plainText(text), plain);
});

test.run();
