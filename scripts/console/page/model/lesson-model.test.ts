import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Message } from "../../../learn/watch/messages.ts";
import { type Standing, standingAfter } from "../../../learn/watch/standing.ts";
import type { CheckResult } from "../../../verify/lesson.ts";
import type { CourseEntry, Lesson } from "../../messages.ts";
import { addressOfSection, executionToShow, openCheck, shownChecks, stepAfter } from "./lesson-model.ts";

const test = suite("lesson model");

const check = (name: string, passed: boolean, more: Partial<CheckResult> = {}): CheckResult => ({
  name,
  passed,
  hint: "",
  doc: "docs/01-starter.md#run-it",
  ...more,
});

const rested: Standing = { known: ["a", "b", "c"], results: [], executions: [], isRunning: false, doing: "" };
const after = (messages: Message[], standing = rested): Lesson => ({
  ...messages.reduce(standingAfter, standing),
  step: "01-starter",
  state: "begun",
  folder: "my-work/01-starter",
});
const execution = (arn: string): Message => ({ kind: "execution", execution: { title: arn, arn } });
const found = (result: CheckResult): Message => ({ kind: "check", result });

test("a run begins with nothing, gathers what it finds, and rests at its end", () => {
  const before = after([found(check("a", true)), { kind: "problems", lines: ["x"] }]);
  assert.equal(before.trouble, { kind: "problems", lines: ["x"] });
  const running = after([{ kind: "begin" }, { kind: "doing", text: " Deploying " }], before);
  assert.equal([running.results, running.trouble, running.doing], [[], undefined, "Deploying"]);
  const ended = after([execution("1"), found(check("b", false)), { kind: "end", passed: false }], running);
  assert.equal(
    [ended.isRunning, ended.doing, ended.executions.length, ended.results.length],
    [false, "", 1, 1],
  );
  const failed = after([{ kind: "failure", message: "one\ntwo" }], running);
  assert.equal([failed.isRunning, failed.trouble], [false, { kind: "failure", lines: ["one", "two"] }]);
});

test("what the run before found stays in sight, as old, until the run has made the check itself", () => {
  const before = [check("a", true), check("b", false), check("c", false, { notChecked: "b" })];
  const running = after([{ kind: "begin" }, found(check("a", false))]);
  assert.equal(
    shownChecks(running, before).map(({ name, tone, isOld }) => [name, tone, isOld]),
    [
      ["a", "failed", false],
      ["b", "failed", true],
      ["c", "notReached", true],
    ],
  );
  assert.is(openCheck(shownChecks(running, before))?.name, "a");
  const ended = after([{ kind: "end", passed: false }], running);
  assert.equal(
    shownChecks(ended, before).map(({ tone }) => tone),
    ["failed", "notReached", "notReached"],
  );
});

test("of the executions the newest is shown while they run, then the one that the first red check is about", () => {
  const running = after([{ kind: "begin" }, execution("1"), execution("2")]);
  assert.is(executionToShow(running), "2");
  const end: Message = { kind: "end", passed: false };
  const red = (arn: string) => found(check("b", false, { execution: arn }));
  assert.is(executionToShow(after([found(check("a", true)), red("2"), end], running)), "2");
  assert.is(executionToShow(after([red("of another run"), end], running)), "1");
  assert.is(executionToShow(after([])), undefined);
});

test("the next step is the one after that is not done, or else one before", () => {
  const item = (step: string, state: CourseEntry["state"], challengeOf?: string): CourseEntry => ({
    step,
    state,
    title: step,
    about: "",
    ...(challengeOf && { challengeOf }),
  });
  const items = [
    item("01-a", "begun"),
    item("01-challenge", "not begun", "01-a"),
    item("02-b", "done"),
    item("03-c", "not begun"),
  ];
  assert.is(stepAfter(items, "01-a")?.step, "03-c");
  assert.is(stepAfter(items, "01-challenge")?.step, "03-c");
  assert.is(stepAfter(items, "03-c")?.step, "01-a");
  assert.is(stepAfter(items.slice(2, 3), "02-b"), undefined);
});

test("a section of a page is in the lesson", () => {
  assert.is(addressOfSection("docs/01-starter.md#run-it"), "/lessons/01-starter#run-it");
});

test.run();
