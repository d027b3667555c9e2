import { test } from "uvu";
import * as assert from "uvu/assert";
import { searchTweets } from "./search-tweets.ts";
import feed from "./tweets.json" with { type: "json" };

let second = 0;
const tweet = (text: string) => ({
  id: `${second}`,
  author: "someone",
  text,
  createdAt: new Date(1_790_000_000_000 + 1000 * second++).toISOString(),
});

const tweets = [
  tweet("I draw AWS Step Functions, step by step."),
  tweet("Functions first, then a step; AWS last."),
  tweet("#StepFunctions by @AWS"),
  tweet("Ein Café für ÄRZTE ☕"),
  tweet("A footstep isn't a step-function, don't you think?"),
];

const found = (searchText: string) =>
  searchTweets(tweets, searchText)
    .map(({ id }) => Number(id))
    .sort();

test("words match in any order, whatever their case", () => {
  assert.equal(found("AWS Step Functions"), [0, 1]);
  assert.equal(found("functions STEP aws"), [0, 1]);
});

test("a quoted phrase matches as it stands", () => {
  assert.equal(found('"AWS Step Functions"'), [0]);
  assert.equal(found('"step functions"'), [0]);
  assert.equal(found('"step by step" draw'), [0]);
  assert.equal(found('"functions aws"'), []);
});

test("only whole words match", () => {
  assert.equal(found("foot"), []);
  assert.equal(found("function"), [4]);
  assert.equal(found('"step function"'), [4]);
  assert.equal(found("ste"), []);
});

test("punctuation doesn't count", () => {
  assert.equal(found("#aws"), [0, 1, 2]);
  assert.equal(found("@stepfunctions"), [2]);
  assert.equal(found("don't"), [4]);
  assert.equal(found('"Café'), [3], "a quote that isn't closed is no phrase");
  assert.equal(found("cafe"), [], "diacritics do count");
  assert.equal(found("ärzte ☕"), [3]);
  assert.equal(found("- draw -"), [0], "what holds no word asks for nothing");
});

test("the newest comes first, and the feed itself stays as it is", () => {
  const before = structuredClone(feed);
  const times = searchTweets(feed, "AWS Step Functions").map(({ createdAt }) => createdAt);
  assert.ok(times.length > 3);
  assert.equal(times, [...times].sort().reverse());
  assert.not.equal(
    feed.map(({ createdAt }) => createdAt),
    [...feed.map(({ createdAt }) => createdAt)].sort().reverse(),
    "the feed isn't stored in that order already",
  );
  assert.equal(feed, before);
});

test("the feed is small, of tweets as X has them", () => {
  assert.is(feed.length, 20);
  assert.is(new Set(feed.map(({ id }) => id)).size, feed.length);
  for (const { id, author, text, createdAt } of feed) {
    assert.match(id, /^\d{19}$/);
    assert.match(author, /^\w{1,15}$/);
    assert.ok(text.length <= 280, `${author} wrote ${text.length} characters`);
    assert.is(new Date(createdAt).toISOString(), createdAt);
  }
});

test.run();
