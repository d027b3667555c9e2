import { test } from "uvu";
import * as assert from "uvu/assert";
import { parsePage } from "../../site/pages.ts";
import { regenerate } from "../../site/parts.ts";
import { generatedProblems } from "./generated.ts";

const by = { upper: async (subject: string) => `${subject.toUpperCase()}\n` };
const part = (kind: string, content: string) =>
  `<!-- generated: ${kind} a-b -->\n${content}<!-- /generated -->\n`;

test("generated parts are written again, and nothing else", async () => {
  const text = `before\n${part("upper", "old\n")}between\n${part("upper", "")}after\n`;
  const written = `before\n${part("upper", "A-B\n")}between\n${part("upper", "A-B\n")}after\n`;
  assert.is(await regenerate(text, by), written);
  assert.is(await regenerate(written, by), written);
});

test("a part that is out of date is found", async () => {
  const page = parsePage("docs/x.md", `# X\n${part("upper", "A-B\n")}${part("upper", "A-C\n")}`);
  assert.equal(await generatedProblems([page], by), [
    { file: "docs/x.md", line: 5, message: '"upper a-b" is out of date: npm run docs -- --write' },
  ]);
});

test("a part that nothing generates is found", async () => {
  const page = parsePage("docs/x.md", part("lower", "x\n"));
  assert.equal(await generatedProblems([page], by), [
    { file: "docs/x.md", line: 1, message: 'nothing generates "lower"' },
  ]);
});

test.run();
