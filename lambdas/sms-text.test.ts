import { test } from "uvu";
import * as assert from "uvu/assert";
import { smsEncoding, smsSegments, tweetMessage } from "./sms-text.ts";
import feed from "./tweets.json" with { type: "json" };

const family = "👨‍👩‍👧‍👦";

test("one character outside of GSM 03.38 makes a text UCS-2", () => {
  assert.is(smsEncoding("Hello @you, 3 € for {1} ^ [2] ~ \\ | £ ß à Ω\n"), "GSM-7");
  for (const char of ["…", "’", "ê", "ç", "`", "я", "😀", "\t"])
    assert.is(smsEncoding(`a${char}`), "UCS-2", char);
});

test("counts segments as they are sent", () => {
  const cases: [string, number][] = [
    ["", 1],
    ["a".repeat(160), 1],
    ["a".repeat(161), 2],
    ["a".repeat(306), 2],
    ["a".repeat(307), 3],
    ["€".repeat(80), 1],
    [`${"€".repeat(80)}a`, 2],
    ["я".repeat(70), 1],
    ["я".repeat(71), 2],
    ["я".repeat(134), 2],
    ["я".repeat(135), 3],
    ["😀".repeat(35), 1],
    ["😀".repeat(36), 2],
    ["😀".repeat(66), 2],
    ["😀".repeat(67), 3],
  ];
  for (const [text, segments] of cases)
    assert.is(smsSegments(text), segments, `${text.length} x ${text.slice(0, 2)}`);
});

test("no segment ends within an escape or a surrogate pair", () => {
  assert.is(smsSegments(`${"a".repeat(152)}€${"a".repeat(151)}`), 2);
  assert.is(smsSegments(`${"a".repeat(152)}€${"a".repeat(152)}`), 3, "306 septets, but one is left empty");
  assert.is(smsSegments(`${"я".repeat(66)}😀${"я".repeat(65)}`), 2);
  assert.is(smsSegments(`${"я".repeat(66)}😀${"я".repeat(66)}`), 3);
});

const tweet = (text: string, author = "someone") => ({
  id: "1",
  author,
  text,
  createdAt: "2026-11-01T00:00:00.000Z",
});

test("a short tweet is quoted whole, on one line", () => {
  assert.is(
    tweetMessage(tweet(" AWS Step Functions\n\nrocks ", "a_fan")),
    'Good news! @a_fan tweeted: "AWS Step Functions rocks"',
  );
});

test("a long tweet is cut, with an ellipsis of its own encoding", () => {
  const plain = tweetMessage(tweet("a".repeat(280)));
  assert.ok(plain.endsWith('a..."'));
  assert.is(plain.length, 306);
  const cyrillic = tweetMessage(tweet("я".repeat(280)));
  assert.ok(cyrillic.endsWith('я…"'));
  assert.is(cyrillic.length, 134);
});

test("cutting off the only emoji brings back the room of GSM-7", () => {
  assert.is(smsEncoding(tweetMessage(tweet(`${"a".repeat(279)}👋`))), "GSM-7");
});

test("an emoji is kept whole or left out", () => {
  for (let length = 60; length < 140; length++) {
    const message = tweetMessage(tweet(`я${"a".repeat(length)}${family}${family}${"b".repeat(100)}`));
    const rest = message.replaceAll(family, "");
    assert.not.match(
      rest,
      /[\u200d\p{Extended_Pictographic}\p{Cs}]/u,
      `part of an emoji after ${length} letters`,
    );
  }
});

const extremes = [
  "",
  " ",
  "a",
  "€".repeat(280),
  "{[~^|]}".repeat(40),
  "😀".repeat(140),
  family.repeat(30),
  `e${"\u0301".repeat(400)}`,
  `${"a".repeat(100)} e${"\u0301".repeat(400)}`,
  "a b".repeat(8_000),
  "\ud83d",
  '"quoted" "words" '.repeat(20),
];

for (const { author, text } of [...feed, ...extremes.map(text => tweet(text, "fifteen_letters"))]) {
  test(`two segments hold @${author}: ${JSON.stringify(text.slice(0, 20))}, and no more would`, () => {
    const message = tweetMessage(tweet(text, author));
    assert.ok(smsSegments(message) <= 2);

    const [, name, quoted] = message.match(/^Good news! @(\w+) tweeted: "(.*)"$/su) ?? [];
    assert.is(name, author);
    const oneLine = text.replace(/\s+/g, " ").trim();
    if (quoted === oneLine) return;

    const kept = quoted?.replace(/(\.\.\.|…)$/, "") ?? "";
    assert.not.equal(kept, quoted, "a cut shows");
    assert.ok(oneLine.startsWith(kept));
    const graphemes = [...new Intl.Segmenter().segment(oneLine.slice(kept.length).trimStart())];
    const more = `${oneLine.slice(0, oneLine.length - oneLine.slice(kept.length).trimStart().length)}${graphemes[0]?.segment}`;
    const ellipsis = smsEncoding(more) === "GSM-7" ? "..." : "…";
    assert.ok(
      smsSegments(message.replace(quoted as string, () => more + ellipsis)) > 2,
      "one more grapheme fits",
    );
  });
}

test.run();
