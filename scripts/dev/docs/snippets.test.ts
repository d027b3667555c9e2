import { test } from "uvu";
import * as assert from "uvu/assert";
import { parsePage } from "../../site/pages.ts";
import { editProblems, snippetProblems } from "./snippets.ts";

const source = `{
  "a": {
    "b": 1,

    "c": 2
  },
  "d": 3
}
`;

async function problemsOf(fence: string) {
  const page = parsePage("docs/x.md", `# X\n\n${fence}\n`);
  const problems = await snippetProblems([page], async file => (file === "x.json" ? source : undefined));
  return problems.map(({ line, message }) => `${line}: ${message}`);
}

const snippet = (text: string) => `\`\`\`json file=x.json\n${text}\n\`\`\``;

test("an excerpt may lose the margin that its lines share", async () => {
  assert.equal(await problemsOf(snippet('"b": 1,\n\n"c": 2')), []);
});

test("an excerpt keeps the margins between its lines", async () => {
  assert.is((await problemsOf(snippet('"a": {\n"b": 1,'))).length, 1);
});

test("a changed line is found, with the place of the snippet", async () => {
  assert.equal(await problemsOf(snippet('"b": 2,')), ['4: no excerpt of x.json, from there on: "b": 2,']);
});

test("lines that are left out have to be marked", async () => {
  assert.is((await problemsOf(snippet('"b": 1,\n"c": 2'))).length, 1);
  assert.equal(await problemsOf(snippet('"a": {\n…\n"d": 3')), []);
});

test("parts keep their order", async () => {
  assert.is((await problemsOf(snippet('"d": 3\n…\n"a": {'))).length, 1);
});

test("a line is compared whole", async () => {
  assert.is((await problemsOf(snippet('"b": 1'))).length, 1);
});

test("a file that is not there is found", async () => {
  assert.equal(await problemsOf("```ts file=y.ts\nx\n```"), ["4: there is no file y.ts"]);
});

const edit = (before: string, after = "x") => `\`\`\`diff file=x.json edit\n-${before}\n+${after}\n\`\`\`\n`;

async function editsOf(markdown: string) {
  const problems = await editProblems([parsePage("docs/x.md", markdown)], async () => source);
  return problems.map(({ line, message }) => `${line}: ${message}`);
}

test("an edit needs its lines before, once", async () => {
  assert.equal(await editsOf(edit('    "c": 2')), []);
  assert.equal(await editsOf(edit('    "c": 4')), [
    "2: the lines before the edit are 0 times in x.json, not once",
  ]);
});

test("edits build on each other until they are taken back", async () => {
  const second = edit("x", "y");
  assert.equal(await editsOf(edit('    "c": 2') + second), []);
  assert.is((await editsOf(`${edit('    "c": 2')}\`\`\`sh run\ngit restore .\n\`\`\`\n${second}`)).length, 1);
});

test.run();
