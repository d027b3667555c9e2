import { test } from "uvu";
import * as assert from "uvu/assert";
import { parsePage } from "../../site/pages.ts";
import { linkProblems } from "./links.ts";

const other = parsePage("docs/other.md", "# Other\n\n## Run it\n\n## `npm run` it, twice!\n\n## Run it\n");

async function problemsOf(markdown: string) {
  const page = parsePage("docs/x.md", `# X\n\n## Here\n\n${markdown}\n`);
  const problems = await linkProblems([page, other], async file => file === "steps/a.ts");
  return problems.map(({ line, message }) => `${line}: ${message}`);
}

test("pages, headings, files and other sites are right", async () => {
  const links = ["other.md", "other.md#run-it", "#here", "../steps/a.ts", "https://example.com/none"];
  assert.equal(await problemsOf(links.map(link => `[x](${link})`).join(" ")), []);
});

test("anchors are made as GitHub makes them", async () => {
  assert.equal(await problemsOf("[x](other.md#npm-run-it-twice) [x](other.md#run-it-1)"), []);
});

test("what is not there is found", async () => {
  assert.equal(await problemsOf("[x](../steps/b.ts)"), ["5: the link ../steps/b.ts leads to no file"]);
  assert.equal(await problemsOf("![x](picture.png)"), ["5: the link picture.png leads to no file"]);
  assert.equal(await problemsOf("[x](other.md#run)"), ["5: docs/other.md has no heading #run"]);
  assert.equal(await problemsOf("[x](#there)"), ["5: docs/x.md has no heading #there"]);
});

test.run();
