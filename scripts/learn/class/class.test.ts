import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { errorOf, temporaryFolder } from "../../dev/testing/support.ts";
import { UserError } from "../../shared/errors.ts";
import { findSteps, type Step, withChallenges } from "../../shared/steps.ts";
import { filesIn, workOn } from "../work.ts";
import { copyWork, findClones, Refused } from "./clones.ts";
import { reportMarkdown } from "./table.ts";

const test = suite("class");

const course = withChallenges(await findSteps());

/** A folder of clones. */
function classroom(files: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  return folder;
}

test("a clone is a folder, and what is begun in it are the steps and challenges", async () => {
  const folder = classroom({
    "bob/my-work/02-api/template.yaml": "",
    "ada/my-work/01-starter/template.yaml": "",
    "ada/my-work/01-challenge/template.yaml": "",
    "ada/my-work/99-other/template.yaml": "",
    "ada/my-work/progress.json": '{ "05-dynamo-parallel": { "green": 9 } }',
    "README.txt": "",
    ".git/config": "",
  });
  const clones = await findClones(folder, course);
  assert.equal(
    clones.map(({ name, begun }) => [name, ...begun.map(({ name }) => name)]),
    [
      ["ada", "01-starter", "01-challenge"],
      ["bob", "02-api"],
    ],
  );
});

test("what is no clone gets a line, and keeps nobody else's from being judged", async () => {
  const folder = classroom({
    "ada/my-work/01-starter/template.yaml": "",
    "cyd/README.md": "",
    "dan/my-work": "",
    "eve/my-work/notes.txt": "",
    "a\u001b[2Jb/README.md": "",
  });
  symlinkSync(path.join(folder, "ada"), path.join(folder, "fay"), "junction");
  mkdirSync(path.join(folder, "gil"));
  symlinkSync(path.join(folder, "ada", "my-work"), path.join(folder, "gil", "my-work"), "junction");
  const clones = await findClones(folder, course);
  assert.equal(Object.fromEntries(clones.map(({ name, problem }) => [name, problem])), {
    "a?[2Jb": "it has no my-work",
    ada: undefined,
    cyd: "it has no my-work",
    dan: "my-work is not a folder",
    eve: "no step is begun",
    fay: "fay is a link, and links are not followed",
    gil: "my-work is a link, and links are not followed",
  });
});

for (const [title, files, message] of [
  [
    "a folder that is not there",
    undefined,
    /^.* is not a folder that can be read: give the one that holds the clones\.$/,
  ],
  [
    "an empty folder",
    { "notes.txt": "" },
    /^There is no clone in .*: each is a folder, with my-work in it\.$/,
  ],
  [
    "a clone itself",
    { "my-work/01-starter/x": "" },
    /^.* is a clone itself: give the folder that holds the clones\.$/,
  ],
] as const) {
  test(`${title} is refused in a sentence`, async () => {
    const folder = files ? classroom(files) : "/does/not/exist";
    const error = await errorOf(UserError, () => findClones(folder, course));
    assert.match(error.message, message);
    assert.is(error.exitCode, 2);
  });
}

/** What is copied of somebody's step 01, and the words in which it is refused. */
async function copied(folder: string): Promise<string[]> {
  const to = path.join(temporaryFolder(), "01-starter");
  await copyWork(workOn(course[0] as Step, path.join(folder, "my-work")), to);
  return filesIn(to);
}

test("of a step its files are copied, and not what editors leave", async () => {
  const folder = classroom({
    "my-work/01-starter/handlers/hello.ts": "",
    "my-work/01-starter/template.yaml": "",
    "my-work/01-starter/.git/config": "",
    "my-work/01-starter/template.yaml~": "",
  });
  assert.equal(await copied(folder), ["handlers/hello.ts", "template.yaml"]);
});

const refused: [string, (step: string) => void, string][] = [
  [
    "a link to a file",
    step => symlinkSync("/etc/hostname", path.join(step, "template.yaml")),
    "01-starter/template.yaml is a link, and links are not followed",
  ],
  [
    "a link to a folder",
    step => symlinkSync(temporaryFolder(), path.join(step, "handlers"), "junction"),
    "01-starter/handlers is a link, and links are not followed",
  ],
  [
    "a file that is too large",
    step => writeFileSync(path.join(step, "big.json"), Buffer.alloc(1_000_001)),
    "01-starter/big.json has more than 1 MB",
  ],
  [
    "too many files",
    step => {
      for (let index = 0; index <= 100; index++) writeFileSync(path.join(step, `${index}`), "");
    },
    "01-starter has more than 100 files",
  ],
  [
    "a pipe, which would never end",
    step => void execFileSync("mkfifo", [path.join(step, "template.yaml")]),
    "01-starter/template.yaml is not a file",
  ],
];

for (const [title, make, message] of refused) {
  if (process.platform === "win32" && !/large|many/.test(title)) continue; // no pipes, and links only for administrators
  test(`${title} is refused, and nothing of it is read`, async () => {
    const folder = classroom({ "my-work/01-starter/input.json": "{}" });
    make(path.join(folder, "my-work", "01-starter"));
    assert.is((await errorOf(Refused, () => copied(folder))).message, message);
  });
}

test("a file in the place of a step is refused", async () => {
  const folder = classroom({ "my-work/01-starter": "" });
  assert.is((await errorOf(Refused, () => copied(folder))).message, "01-starter is not a folder");
});

test("the report is a table, with what is red first and what could not be judged below", () => {
  const judged = (step: string, green: number, total: number) => ({
    step,
    passed: green === total,
    green,
    total,
  });
  const report = reportMarkdown(
    [
      { clone: "ada", steps: [judged("01-starter", 10, 10), judged("01-challenge", 4, 4)] },
      { clone: "b|<i>", steps: [{ ...judged("02-api", 3, 20), firstRed: "GET /hello *starts*" }] },
      { clone: "cyd", steps: [], problem: "it has no my-work" },
      { clone: "dan", steps: [{ ...judged("02-api", 0, 20), problem: "x.yaml:1: no" }] },
    ],
    ["01-starter", "01-challenge", "02-api", "02-challenge"],
  );
  assert.equal(report.split("\n"), [
    "| Who | 01-starter | 01-challenge | 02-api | Done |",
    "| --- | --- | --- | --- | --- |",
    "| ada | ✅ 10 of 10 | ✅ 4 of 4 | – | 1 |",
    "| b&#124;&#60;i&#62; | – | – | ❌ 3 of 20 | 0 |",
    "| cyd | – | – | – | 0 |",
    "| dan | – | – | ❌ not judged | 0 |",
    "",
    "- b&#124;&#60;i&#62;, 02-api: first red: GET /hello &#42;starts&#42;",
    "- cyd: it has no my-work",
    "- dan, 02-api: x.yaml:1: no",
    "",
  ]);
});

test.run();
