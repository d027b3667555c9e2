import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { eventually, temporaryFolder } from "../../dev/testing/support.ts";
import { openerOn } from "../../machine/open-on-desktop.ts";
import { silentScreen } from "../../report/screen.ts";
import type { CheckResult } from "../../verify/lesson.ts";
import type { Todo } from "../todo.ts";
import { watchFiles } from "./changes.ts";
import { viewLines } from "./view.ts";

const test = suite("watch");

/** Longer than a change takes to be told of. */
const quiet = () => sleep(500);

/** Counts the changes of a folder with one file. */
function watched() {
  const folder = path.join(temporaryFolder(), "01-starter");
  mkdirSync(folder);
  const file = path.join(folder, "template.yaml");
  writeFileSync(file, "a");
  const seen = { changes: 0 };
  const end = watchFiles([folder], () => (seen.changes += 1));
  return { folder, file, seen, end };
}

test("a save is one change, told within 0.3 s", async () => {
  const { file, seen, end } = watched();
  writeFileSync(file, "b");
  await sleep(300);
  assert.is(seen.changes, 1);
  await quiet();
  assert.is(seen.changes, 1);
  end();
});

test("write, truncate and write again within 50 ms is one change", async () => {
  const { file, seen, end } = watched();
  for (let save = 1; save <= 5; save++) {
    writeFileSync(file, `half of ${save}`);
    await sleep(20);
    writeFileSync(file, "");
    await sleep(25);
    writeFileSync(file, `all of ${save}`);
    await quiet();
    assert.is(seen.changes, save);
  }
  end();
});

test("a file that is put in the place of another, a new one, and one that goes are changes", async () => {
  const { folder, file, seen, end } = watched();
  writeFileSync(`${file}.tmp`, "b");
  await quiet();
  assert.is(seen.changes, 0, "what editors leave beside a file is none");
  renameSync(`${file}.tmp`, file);
  await eventually(() => seen.changes === 1);
  mkdirSync(path.join(folder, "handlers"));
  writeFileSync(path.join(folder, "handlers", "new.ts"), "");
  await eventually(() => seen.changes === 2);
  rmSync(file);
  await eventually(() => seen.changes === 3);
  end();
});

test("that the folder goes, and comes, is a change", async () => {
  const { folder, file, seen, end } = watched();
  rmSync(folder, { recursive: true });
  await eventually(() => seen.changes === 1);
  mkdirSync(folder);
  writeFileSync(file, "again");
  await eventually(() => seen.changes === 2);
  end();
});

const red: CheckResult = {
  name: "b",
  passed: false,
  hint: "Mend b.",
  doc: "docs/x.md#y",
  problem: { message: "b is wrong" },
};
const todo = (name: string, passed: boolean): Todo => ({ name, result: { ...red, name, passed } });
const todos: Todo[] = [todo("a".repeat(80), true), todo("b", false), todo("c", false), { name: "d" }];
const view = { step: "01-starter", todos, note: ["Checking"] };

test("the view fits a narrow terminal", () => {
  const lines = viewLines(silentScreen, view, 60, 40);
  assert.equal(lines, [
    "01-starter  1 of 4 checks green",
    `✓ ${"a".repeat(57)}…`,
    "✗ b",
    "    b is wrong",
    "    hint      Mend b. See docs/x.md#y",
    "✗ c",
    "○ d",
    "",
    "Checking",
    "",
    "h hint  d diff  l list  r run again  n next step  q quit",
  ]);
});

test("in a low terminal the folded checks are one line for each colour, and the red one stays open", () => {
  const many = Array.from({ length: 30 }, (_, index) => todo(`green ${index}`, true));
  const lines = viewLines(silentScreen, { ...view, todos: [...many, ...todos] }, 100, 24);
  assert.equal(lines.slice(0, 6), [
    "01-starter  31 of 34 checks green",
    "✓ 31 green",
    "✗ b",
    "    b is wrong",
    "    hint      Mend b. See docs/x.md#y",
    "✗ 1 more red",
  ]);
  assert.is(lines[6], "○ 1 not checked yet");
});

test("in a low terminal a list without a red check counts right, too", () => {
  const waiting = Array.from({ length: 30 }, (_, index) => ({ name: `waiting ${index}` }));
  const lines = viewLines(silentScreen, { ...view, todos: [todo("a", true), ...waiting] }, 100, 24);
  assert.equal(lines.slice(1, 3), ["✓ 1 green", "○ 30 not checked yet"]);
});

test("a page is opened only where there is a desktop", () => {
  assert.is(openerOn("linux", {}), undefined);
  assert.equal(openerOn("linux", { DISPLAY: ":0" }), ["xdg-open"]);
  assert.equal(openerOn("darwin", {}), ["open"]);
});

test.run();
