import { test } from "uvu";
import * as assert from "uvu/assert";
import { ageOf, byFilters, byIds, isLookalike, isOurs, parseAge, type Selectable } from "./select.ts";

const tags = { workshop: "step-functions", step: "01-starter", learner: "ann" };
const now = Date.parse("2026-11-23T12:00:00Z");
const item: Selectable = { id: "a", learner: "ann", step: "01-starter", createdAt: "2026-11-23T06:00:00Z" };
const all = { learners: [], steps: [], ci: false };

test("isOurs wants the prefix and the tag", () => {
  assert.ok(isOurs({ name: "sfw-ann-01-starter", tags }));
  assert.ok(isOurs({ name: "/aws/lambda/sfw-ann-01-starter-hello", tags }));
  assert.not(isOurs({ name: "sfw-ann-01-starter", tags: {} }));
  assert.not(isOurs({ name: "sfw-ann-01-starter", tags: { workshop: "step-functions-2" } }));
  assert.not(isOurs({ name: "my-sfw-ann-01-starter", tags }));
  assert.not(isOurs({ name: "SFW-ann-01-starter", tags }));
});

test("isOurs never is the role's stack, by its name or by its tag", () => {
  assert.not(isOurs({ name: "sfw-github-oidc-role", tags }));
  assert.not(isOurs({ name: "sfw-ci-role", tags: { ...tags, step: "github-oidc-role" } }));
});

test("isLookalike has only the prefix or only the tag", () => {
  assert.ok(isLookalike({ name: "sfw-ann", tags: {} }));
  assert.ok(isLookalike({ name: "ann", tags }));
  assert.not(isLookalike({ name: "sfw-ann", tags }));
  assert.not(isLookalike({ name: "ann", tags: {} }));
});

test("byFilters wants all filters to agree", () => {
  assert.ok(byFilters(all, now)(item));
  assert.ok(byFilters({ ...all, learners: ["bob", "ann"], steps: ["01-starter"] }, now)(item));
  assert.not(byFilters({ ...all, learners: ["ann"], steps: ["04-tweetbot"] }, now)(item));
  assert.not(byFilters({ ...all, learners: ["an"] }, now)(item));
  assert.not(byFilters({ ...all, run: "7" }, now)(item));
  assert.ok(byFilters({ ...all, run: "7" }, now)({ ...item, run: "7" }));
  assert.not(byFilters({ ...all, ci: true }, now)(item));
  assert.ok(byFilters({ ...all, ci: true }, now)({ ...item, run: "7" }));
});

test("byFilters takes what is at least so old", () => {
  assert.ok(byFilters({ ...all, olderThan: parseAge("6h") }, now)(item));
  assert.not(byFilters({ ...all, olderThan: parseAge("361m") }, now)(item));
  assert.not(
    byFilters({ ...all, olderThan: 1 }, now)({ ...item, createdAt: "unknown" }),
    "an unknown age is no old age",
  );
});

test("byIds takes exactly those", () => {
  assert.ok(byIds(["a"])(item));
  assert.not(byIds(["b"])(item));
  assert.not(byIds([])(item));
});

test("parseAge reads minutes, hours and days", () => {
  assert.is(parseAge("30m"), 1_800_000);
  assert.is(parseAge("2d"), 172_800_000);
  for (const text of ["6", "h", "-1h", "1.5h", "6 h", "1w"])
    assert.throws(() => parseAge(text), /write a number/);
});

test("ageOf is for people", () => {
  assert.is(ageOf("2026-11-23T11:55:00Z", now), "5 min");
  assert.is(ageOf("2026-11-23T06:00:00Z", now), "6 h");
  assert.is(ageOf("2026-11-20T06:00:00Z", now), "3 d");
});

test.run();
