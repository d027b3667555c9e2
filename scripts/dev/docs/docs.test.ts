import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { root } from "../../shared/paths.ts";
import { findSteps } from "../../shared/steps.ts";
import { type Page, parsePage, readPages } from "../../site/pages.ts";
import { graphOfRun } from "../../site/step-graphs.ts";
import { commandProblems, npmScripts } from "./commands.ts";
import { generatedProblems } from "./generated.ts";
import { linkProblems } from "./links.ts";
import { type Problem, problemLine } from "./problem.ts";
import { editProblems, snippetProblems } from "./snippets.ts";
import { startFile } from "./start-files.ts";
import { pageActions } from "./transcript.ts";

// The docs as they are. What these checks find is tested on pages made for it, in the tests of their modules.

const pages = await readPages();
const readme = parsePage("README.md", await readFile(path.join(root, "README.md"), "utf8").catch(() => ""));
const steps = await findSteps();

const read = (file: string) => readFile(path.join(root, file), "utf8").catch(() => undefined);
const pageOf = (name: string) => pages.find(({ file }) => file === `docs/${name}.md`) as Page;

test("every snippet is an excerpt of its file", async () => {
  none(await snippetProblems(pages, read));
});

test("every edit can be made", async () => {
  none(await editProblems(pages, startFile));
});

test("every link leads somewhere", async () => {
  none(await linkProblems([...pages, readme], async file => existsSync(path.join(root, file))));
});

test("every npm script and option exists", async () => {
  none(await commandProblems([...pages, readme], await npmScripts()));
});

test("every generated part is current", async () => {
  none(await generatedProblems(pages));
});

test("every recorded run goes from the start of its definition to an end, without a failure", async () => {
  for (const { name } of steps) {
    const { startAt, nodes } = await graphOfRun(name);
    const reached = nodes.filter(({ status }) => status !== "notReached");
    const taken = reached.flatMap(({ edges }) => edges.filter(({ taken }) => taken).map(({ to }) => to));
    const unexplained = reached.filter(node => node.name !== startAt && !taken.includes(node.name));
    assert.ok(reached.length > 0, `${name}: no state was reached`);
    assert.equal([...unexplained, ...reached.filter(({ status }) => status !== "succeeded")], [], name);
  }
});

test("every step's page shows the console, and says what is seen there", () => {
  for (const { name } of steps) {
    const page = pageOf(name);
    const shown = pageActions(page).flatMap(action => (action.kind === "picture" ? [action] : []));
    assert.is(shown[0]?.name, name, `docs/${name}.md opens the console`);
    for (const { name: picture, step } of shown) {
      assert.is(step, name, `docs/${name}.md opens the console on its own step`);
      assert.match(page.text, new RegExp(`^!\\[.{20,}\\]\\(pictures/${picture}\\.webp\\)$`, "m"));
    }
  }
});

test("every message in troubleshooting is provoked", () => {
  const page = pageOf("troubleshooting");
  const actions = pageActions(page);
  const messages = page.headings.filter(({ level }) => level === 3);
  assert.ok(messages.length > 0);
  for (const [index, { line, text }] of messages.entries()) {
    const end = messages[index + 1]?.line ?? Number.POSITIVE_INFINITY;
    const own = actions.filter(action => action.line > line && action.line < end);
    assert.ok(
      own.some(action => action.kind === "command" && action.output),
      `nothing provokes "${text}"`,
    );
  }
});

test("every command is typed, but for those that need AWS, GitHub or a download", () => {
  const needs =
    /--target aws|^npm run learn -- \d\d$|npm run console -- --browse$|^aws (iam|sns|ssm|cloudformation deploy) |^(gh|npm ci|python3 -m pip) /m;
  const untyped = pages.flatMap(({ file, fences }) =>
    fences
      .filter(
        ({ language, words, attributes, text }) =>
          language === "sh" && !words.includes("run") && !attributes.picture && !needs.test(text),
      )
      .map(({ line }) => ({ file, line, message: "nobody types this command" })),
  );
  none(untyped);
});

test("every page is in the map", () => {
  const map = pageOf("README").text;
  const missing = pages.filter(
    ({ file }) => !file.endsWith("README.md") && !map.includes(`(${path.basename(file)})`),
  );
  assert.equal(
    missing.map(({ file }) => file),
    [],
  );
});

test.run();

function none(problems: Problem[]): void {
  assert.is(problems.map(problemLine).join("\n"), "");
}
