import { readFile } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { filesIn } from "../../learn/work.ts";
import { findSteps, type Step } from "../../shared/steps.ts";
import { type Page, readPages } from "../../site/pages.ts";
import { readTemplate } from "../../stack/template.ts";
import { editPage } from "./snippets.ts";
import { startFile } from "./start-files.ts";

// The pages' tasks as they are written; `npm run docs:test` does them, live.

const pages = await readPages();
const pageOf = (name: string) => pages.find(({ file }) => file === `docs/${name}.md`) as Page;

const test = suite("tasks of the pages");

/** What a file of a step says, comments, order of fields and layout aside; for code that is what it compiles to in its place. */
async function meaningOf(step: Step, file: string, text: string): Promise<unknown> {
  if (file.endsWith(".yaml")) return { ...readTemplate(text), Description: undefined };
  if (file.endsWith(".json"))
    return JSON.parse(text, (name, value) => (name === "Comment" ? undefined : value));
  const { outputFiles } = await build({
    stdin: { contents: text, resolveDir: path.dirname(path.join(step.folder, file)), loader: "ts" },
    bundle: true,
    minify: true,
    platform: "node",
    format: "esm",
    external: ["@aws-sdk/*"],
    write: false,
  });
  return outputFiles[0]?.text;
}

for (const step of await findSteps()) {
  const page = pageOf(step.name);

  test(`the edits of ${step.name} lead from its start to the solution`, async () => {
    const { edited, problems } = await editPage(page, startFile);
    assert.equal(problems, []);
    for (const file of filesIn(path.join(step.folder, "start"))) {
      const own = `my-work/${step.name}/${file}`;
      const mine = edited.get(own) ?? (await startFile(own)) ?? "";
      const solution = await readFile(path.join(step.folder, file), "utf8");
      assert.equal(await meaningOf(step, file, mine), await meaningOf(step, file, solution), file);
    }
  });
}

for (const [before, after] of [
  ["04-tweetbot", "05-dynamo-parallel"],
  ["06-approval", "07-jsonata"],
] as const) {
  test(`the edits of ${after} fit where those of ${before} have led`, async () => {
    const { edited } = await editPage(pageOf(before), startFile);
    const own = (file: string) => file.replace(`my-work/${after}/`, `my-work/${before}/`);
    const page = pageOf(after);
    const result = await editPage(page, async file => edited.get(own(file)) ?? (await startFile(own(file))));
    assert.equal(result.problems, []);
    const same = await editPage(page, startFile);
    assert.equal(result.edited, same.edited);
  });
}

test.run();
