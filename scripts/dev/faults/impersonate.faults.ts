import { readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { root } from "../../shared/paths.ts";
import { isLearners } from "../../shared/solution.ts";
import { type Page, readPages } from "../../site/pages.ts";
import { begun } from "../../verify/begun.ts";
import type { CheckResult } from "../../verify/lesson.ts";
import { editorOf } from "../docs/edits.ts";
import { pageActions } from "../docs/transcript.ts";
import { ownEmulator } from "../testing/emulator.ts";
import { type CourseCopy, copyCourse } from "../testing/learners-course.ts";
import { runNode } from "../testing/support.ts";

// Somebody who has nothing but the pages: in their copy of the course there is no solution to look at, or to be judged by. The
// pages are done side by side, each in a copy of its own.

/** Whether a file or folder is part of a solution, or tells of one: of a step all but `start/` and what judges. */
function isSolution(file: string): boolean {
  const [, own] = /^steps\/\d\d-[^/]+\/(?:challenge\/)?(.+)$/.exec(file) ?? [];
  if (own === undefined) return false;
  return isLearners(own) || own === "handlers" || own === "broken-variants.ts" || own.endsWith(".test.ts");
}

/** What came of each thing that they did. */
interface Way {
  copy: CourseCopy;
  first: Answer;
  hints: Answer[];
  last: Answer;
  list: Answer;
}

type Answer = Awaited<ReturnType<typeof runNode>>;

const emulator = await ownEmulator();
const pages = (await readPages()).filter(page => namedOn(page).length > 0);

/** The names of the checks that the tasks of a page turn green. */
function namedOn(page: Page): string[] {
  return pageActions(page).flatMap(action => (action.kind === "checks" ? action.names : []));
}

const nameOf = ({ file }: Page) => path.basename(file, ".md");

/** Begins the step of a page, asks for help, makes the page's edits, and has it checked again. */
async function doAlone(page: Page): Promise<Way> {
  const copy = copyCourse(isSolution);
  const number = nameOf(page).slice(0, 2);
  const learn = (...words: string[]) =>
    runNode([path.join(copy.folder, "scripts", "learn.ts"), ...words], {
      ...copy.env(emulator),
      NO_COLOR: "1",
    });
  const first = await learn(number, "--once", "--json");
  const hints = [await learn("hint", number), await learn("hint", number), await learn("hint", number)];

  const editor = editorOf({
    read: file => readFile(path.join(copy.folder, file), "utf8"),
    write: (file, text) => writeFile(path.join(copy.folder, file), text),
  });
  for (const action of pageActions(page)) {
    if (action.kind === "edit") await editor.edit(action);
    if (action.kind === "undo") await editor.undo();
  }
  const last = await learn(number, "--once", "--json");
  return { copy, first, hints, last, list: await learn("list", "--json") };
}

function checksIn({ stdout, stderr }: Answer): CheckResult[] {
  const [outcome] = JSON.parse(stdout) as { checks?: CheckResult[] }[];
  assert.ok(outcome?.checks, stderr);
  return outcome.checks;
}

const filesOf = (folder: string) =>
  readdirSync(path.join(folder, "steps"), { recursive: true }).map(file =>
    path.posix.join("steps", String(file).replaceAll(path.sep, "/")),
  );

const test = suite("impersonate");

for (const page of pages) {
  const name = nameOf(page);
  const way = begun(doAlone(page));

  test(`${name} is done in a copy without solutions`, async () => {
    const { folder } = (await way()).copy;
    assert.ok(filesOf(root).filter(isSolution).length > 40);
    assert.equal(filesOf(folder).filter(isSolution), []);
  });

  test(`${name} begins, and all that a task is to turn green is red`, async () => {
    const { first } = await way();
    assert.is(first.code, 1, first.stderr);
    const red = checksIn(first).filter(({ passed }) => !passed);
    assert.equal(
      red.map(({ name }) => name),
      namedOn(page),
    );
  });

  test(`${name} tells what is missing, in three hints, the last of which is the page's first edit`, async () => {
    const { first, hints } = await way();
    const red = checksIn(first).find(({ passed }) => !passed) as CheckResult;
    for (const [index, { code, stdout, stderr }] of hints.entries()) {
      assert.is(code, 0, stderr);
      assert.ok(stdout.startsWith(`✗ ${red.name} (hint ${index + 1} of 3)\n`), stdout);
    }
    assert.ok(hints[1]?.stdout.includes(`Read ${red.doc}`));
    const edit = page.fences.find(({ words }) => words.includes("edit"));
    assert.ok(hints[2]?.stdout.includes(`Edit ${edit?.attributes.file}\n${edit?.text}`), hints[2]?.stdout);
  });

  test(`${name} is finished by the edits of its page alone`, async () => {
    const { last, list } = await way();
    assert.equal(
      checksIn(last).filter(({ passed }) => !passed),
      [],
    );
    assert.is(last.code, 0, last.stderr);
    const course: { step: string; state: string }[] = JSON.parse(list.stdout);
    assert.is(course.find(({ step }) => step === name)?.state, "done");
  });
}

test.after(async () => {
  await emulator.stop();
});

test.run();
