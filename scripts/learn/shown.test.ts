import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { errorOf, temporaryFolder } from "../dev/testing/support.ts";
import { silentScreen } from "../report/screen.ts";
import { parseArguments } from "../shared/arguments.ts";
import { UserError } from "../shared/errors.ts";
import { type Step, stepIn } from "../shared/steps.ts";
import type { CheckResult } from "../verify/lesson.ts";
import { courseLines } from "./course-list.ts";
import { diffLines, stepDiffLines } from "./diff.ts";
import { options, readLearnRequest } from "./options.ts";
import { editsIn, sectionOf } from "./page-section.ts";
import { tally, todoLines, todosOf } from "./todo.ts";

const test = suite("what learn shows");

const result = (name: string, more: Partial<CheckResult> = {}): CheckResult => ({
  name,
  passed: false,
  hint: `Mend ${name}.`,
  doc: "docs/01-starter.md#run-it",
  problem: { message: "", expected: "1", actual: "2" },
  ...more,
});

test("of the to-do list, the first red check is open and all others take one line", () => {
  const todos = todosOf(
    ["a", "b", "c", "d", "e"],
    [result("c"), result("a", { passed: true }), result("b", { notChecked: "c" }), result("e"), result("x")],
  );
  assert.is(tally(todos), "1 of 6 checks green");
  assert.equal(todoLines(silentScreen, todos), [
    "✓ a",
    "○ b",
    "✗ c",
    "    expected  1",
    "    actual    2",
    "    hint      Mend c. See docs/01-starter.md#run-it",
    "○ d",
    "✗ e",
    "✗ x",
  ]);
});

test("the course is a list with what is done, begun and not begun", () => {
  const lines = courseLines(silentScreen, [
    { step: "01-starter", state: "done", green: 8, total: 8, checkedAt: "2026-11-24T09:05:00" },
    { step: "01-challenge", challengeOf: "01-starter", state: "not begun" },
    { step: "02-api", state: "begun", green: 5, total: 13, checkedAt: "2026-11-24T10:15:59" },
    { step: "03-x", state: "begun" },
    { step: "04-x", state: "changed", green: 2, total: 2, checkedAt: "2026-11-24T10:15:59" },
    { step: "05-x", state: "changed", green: 1, total: 2, checkedAt: "2026-11-24T10:15:59" },
    { step: "06-x", state: "not begun" },
  ]);
  assert.equal(lines, [
    "  ✓ 01-starter      done, 8 of 8 checks green  2026-11-24 09:05",
    "  ·   01-challenge  not begun",
    "  … 02-api          begun, 5 of 13 checks green  2026-11-24 10:15",
    "  … 03-x            begun, not checked yet",
    "  … 04-x            changed since it passed  2026-11-24 10:15",
    "  … 05-x            begun, 1 of 2 checks green  2026-11-24 10:15",
    "  · 06-x            not begun",
  ]);
});

const page = [
  "# Page",
  "## One `thing`",
  "text",
  "<!-- generated: x -->",
  "```sh",
  "# not a heading",
  "```",
  "### Below",
  "more",
  "## Two",
  "end",
].join("\n");

test("a section of a page goes to the next heading of its level, past what is in a block of code", () => {
  assert.is(
    sectionOf(page, "one-thing"),
    "## One `thing`\ntext\n```sh\n# not a heading\n```\n### Below\nmore",
  );
  assert.is(sectionOf(page, "below"), "### Below\nmore");
  assert.is(sectionOf(page, "two"), "## Two\nend");
  assert.is(sectionOf(page, "not-a-heading"), undefined);
});

test("the edits of a section are its diffs and the files that it has written", () => {
  const section = [
    "### A task",
    "```json file=steps/x.json\nan excerpt\n```",
    "<details>\n<summary>The edit</summary>\n",
    "```diff file=my-work/x.json edit\n-a\n+b\n```",
    "</details>",
    "```ts write=my-work/y.ts\nc\n```",
  ].join("\n");
  assert.equal(editsIn(section), [
    { file: "my-work/x.json", text: "-a\n+b\n" },
    { file: "my-work/y.ts", text: "c\n" },
  ]);
});

/** Files by their paths, written into a folder. */
function write(folder: string, files: Record<string, string>): string {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  return folder;
}

/** What `diff` says of two versions of a step. */
async function difference(mine: Record<string, string>, theirs: Record<string, string>): Promise<string[]> {
  const [a, b] = [mine, theirs].map(files => {
    return stepIn(write(path.join(temporaryFolder(), "01-starter"), files));
  });
  return a && b ? await diffLines(silentScreen, a, b) : [];
}

test("order, comments and notation of templates and definitions make no difference", async () => {
  const lines = await difference(
    {
      "template.yaml": "Resources:\n  B: { Type: X }\n  # mine\n  A:\n    Type: !Ref Y\n",
      "x.asl.json": '{ "States": {}, "Comment": "mine", "StartAt": "A" }',
      "verify.ts": "of the course",
    },
    {
      "template.yaml": "Description: theirs\nResources: { A: { Type: { Ref: Y } }, B: { Type: X } }\n",
      "x.asl.json": '{"StartAt":"A","States":{}}',
      "broken-variants.ts": "",
    },
  );
  assert.equal(lines, ["Your 01-starter is the solution; comments and order do not count."]);
});

test("a resource that is missing, one too many, and a property that differs are told apart", async () => {
  const lines = await difference(
    {
      "template.yaml": "Resources: { A: { Type: X, Properties: { Name: !Ref N, T: [1] } }, C: { Type: X } }",
    },
    {
      "template.yaml":
        "Resources: { A: { Type: X, Properties: { Name: !Ref M, T: [1, 2] } }, B: { Type: !Sub s } }",
    },
  );
  assert.equal(lines, [
    "template.yaml",
    "  differs   Resources.A.Properties.Name",
    '    yours     {"Ref":"N"}',
    '    solution  {"Ref":"M"}',
    "  differs   Resources.A.Properties.T",
    "    yours     [1]",
    "    solution  [1,2]",
    "  missing   Resources.B",
    "    Type:",
    "      Fn::Sub: s",
    "  too much  Resources.C",
    "",
  ]);
});

test("policies and targets are compared by their names, whatever their order", async () => {
  const policy = (name: string, action: string) => `{ PolicyName: ${name}, Allows: ${action} }`;
  const lines = await difference(
    { "template.yaml": `Resources: { R: { Policies: [${policy("a", "x")}, ${policy("b", "y")}] } }` },
    {
      "template.yaml": `Resources: { R: { Policies: [${policy("b", "z")}, ${policy("c", "x")}, ${policy("a", "x")}] } }`,
    },
  );
  assert.equal(lines, [
    "template.yaml",
    "  differs   Resources.R.Policies.b.Allows",
    '    yours     "y"',
    '    solution  "z"',
    "  missing   Resources.R.Policies.c",
    "    PolicyName: c",
    "    Allows: x",
    "",
  ]);
});

test("states are compared inside branches, and code line by line; files may be missing", async () => {
  const branch = (seconds: number) =>
    JSON.stringify({ States: { P: { Branches: [{ States: { W: { Seconds: seconds } } }] } } });
  const lines = await difference(
    { "x.asl.json": branch(1), "handlers/a.ts": "one\r\ntwo\n", "handlers/b.ts": "" },
    { "x.asl.json": branch(2), "handlers/a.ts": "one\n2\n", "handlers/c.ts": "new\n" },
  );
  assert.equal(lines, [
    "handlers/a.ts",
    "  line 1",
    "   one",
    "  -two",
    "  +2",
    "",
    "handlers/b.ts",
    "  too much: the solution does without it",
    "",
    "handlers/c.ts",
    "  missing",
    "    new",
    "",
    "x.asl.json",
    "  differs   States.P.Branches.0.States.W.Seconds",
    "    yours     1",
    "    solution  2",
    "",
  ]);
});

test("two steps are compared by their solutions", async () => {
  const steps = [
    { "template.yaml": "Resources: { A: { Type: X }, B: { Type: Y } }", "input.json": "{}", "verify.ts": "" },
    {
      "template.yaml": "Resources: { A: { Type: Z }, C: { Type: X } }",
      "input.json": "[]",
      "handlers/a.ts": "new\n",
    },
  ].map((files, index) => stepIn(write(path.join(temporaryFolder(), `0${index + 1}-x`), files)));
  const [one, two] = steps as [Step, Step];
  assert.equal(await stepDiffLines(silentScreen, one, two), [
    "handlers/a.ts",
    "  added",
    "    new",
    "",
    "template.yaml",
    "  changed   Resources.A.Type",
    '    01-x      "X"',
    '    02-x      "Z"',
    "  added     Resources.C",
    "    Type: X",
    "  removed   Resources.B",
    "",
  ]);
  assert.equal(await stepDiffLines(silentScreen, one, one), ["The solutions of 01-x and 01-x are the same."]);
});

test("a file that can't be read is said not to be compared", async () => {
  const lines = await difference({ "x.asl.json": "{" }, { "x.asl.json": "{}" });
  assert.match(lines.join("\n"), /x\.asl\.json\n {2}This file can't be read, so it is not compared/);
});

/** What a line of words asks for. */
async function request(line: string) {
  const args = line.split(" ").filter(Boolean);
  const { values, positionals } = parseArguments({ args, options, allowPositionals: true });
  const { command, chosen } = await readLearnRequest(values, positionals);
  return [command, ...chosen.map(({ name }) => name)];
}

test("words choose a command and a step", async () => {
  assert.equal(await request(""), ["home"]);
  assert.equal(await request("2 --verbose"), ["go", "02-api"]);
  assert.equal(await request("hint 01-starter"), ["hint", "01-starter"]);
  assert.equal(await request("list --json"), ["list"]);
  assert.equal(await request("doctor"), ["doctor"]);
  assert.equal(await request("reset 05 --from-solution"), ["reset", "05-dynamo-parallel"]);
  assert.equal(await request("diff 01 02"), ["diff", "01-starter", "02-api"]);
  assert.equal(await request("report ../class --yes"), ["report"]);
});

test("a challenge is chosen by its step, or by its own name", async () => {
  assert.equal(await request("1 --challenge"), ["go", "01-challenge"]);
  assert.equal(await request("hint 01-challenge"), ["hint", "01-challenge"]);
  assert.equal(await request("reset 01-challenge --challenge"), ["reset", "01-challenge"]);
  assert.equal(await request("diff 01 01-challenge"), ["diff", "01-starter", "01-challenge"]);
});

for (const [line, message] of [
  ["reprot ../class", /^"reprot" is neither a step \(01-starter, .*\) nor one of .*, report\.$/],
  ["hints 02", /^"hints" is neither a step/],
  [
    "hints",
    /^"hints" is neither a step \(01-starter, .*\) nor one of list, hint, diff, reset, doctor, report\.$/,
  ],
  ["09", /^There is no step "09"\. Choose from 01-starter/],
  ["all", /^Choose one step here, not all\.$/],
  ["01 02", /^One step at a time: npm run learn -- 02$/],
  ["reset", /^Which step\? npm run learn -- reset 02$/],
  ["list 02", /^list takes no step/],
  ["diff 02 --json", /^--json goes with a step, list or report, not with diff\.$/],
  ["diff 01 02 03", /^Two steps can be compared, not more: npm run learn -- diff 01 02$/],
  ["diff 01 02 --challenge", /^--challenge goes with one step; write npm run learn -- diff 01 01-challenge$/],
  ["hint 01 02", /^One step at a time: npm run learn -- 02$/],
  ["list --challenge", /^--challenge goes with a step, hint, diff or reset, not with list\.$/],
  ["--challenge", /^--challenge goes with a step, hint, diff or reset: npm run learn -- 02 --challenge$/],
  ["hint 05 --from-solution", /^--from-solution goes with a step or reset, not with hint\.$/],
  ["doctor --once", /^--once goes with a step, not with doctor\.$/],
  ["09-challenge", /^There is no step "09"\./],
  ["report", /^Which folder\? .*: npm run learn -- report \.\.\/class$/],
  ["report a b", /^Which folder\?/],
  ["report a --target aws", /^report has a local target of its own: leave out --target\.$/],
] as const) {
  test(`"${line}" is wrong usage`, async () => {
    const error = await errorOf(UserError, () => request(line));
    assert.match(error.message, message);
    assert.is(error.exitCode, 2);
  });
}

test.run();
