import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parse } from "yaml";
import { root } from "../../shared/paths.ts";
import { ownEmulator } from "../testing/emulator.ts";
import { learnersCourse, onlyHello } from "../testing/learners-course.ts";
import { runNode, temporaryFolder } from "../testing/support.ts";
import { touchedSteps } from "./touched-steps.ts";

const test = suite("check my work");

/** A repository, and what makes a commit of files in it and returns its id; a file without text is deleted. */
function repository() {
  const folder = temporaryFolder();
  const git = (...words: string[]) =>
    execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", ...words], {
      cwd: folder,
      encoding: "utf8",
    }).trim();
  git("init", "--quiet");
  const commit = (files: Record<string, string | undefined>): string => {
    for (const [file, text] of Object.entries(files)) {
      if (text === undefined) {
        git("rm", "--quiet", file);
        continue;
      }
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
    git("add", "--all");
    git("commit", "--quiet", "--message", "x");
    return git("rev-parse", "HEAD");
  };
  const since = async (before: string) => (await touchedSteps(before, folder)).map(({ name }) => name);
  return { folder, git, commit, since };
}

const one = "my-work/01-starter/template.yaml";
const challenge = "my-work/01-challenge/handlers/x.ts";
const two = "my-work/02-api/template.yaml";
const all = ["01-starter", "01-challenge", "02-api"];

test("the steps that a push has touched are those with changed files, in several commits, a challenge among them", async () => {
  const { commit, since } = repository();
  const first = commit({ [one]: "", [challenge]: "", [two]: "", "README.md": "" });
  const second = commit({ [challenge]: "a" });
  assert.equal(await since(first), ["01-challenge"]);
  commit({ [two]: "a", "README.md": "a", "my-work/progress.json": "{}", "my-work/notes.md": "" });
  assert.equal(await since(first), ["01-challenge", "02-api"]);
  assert.equal(await since(second), ["02-api"]);
});

test("the steps that a push has touched are none where only the progress, or something else, was changed", async () => {
  const { commit, since } = repository();
  const first = commit({ [one]: "" });
  commit({ "my-work/progress.json": "{}", "my-work/01-starter-notes/a": "", "steps/01-starter/a": "" });
  assert.equal(await since(first), []);
});

test("the steps that a push has touched are all at the first push of a branch, and where no commit is given", async () => {
  const { commit, since } = repository();
  commit({ [one]: "", [challenge]: "", [two]: "" });
  for (const before of ["0".repeat(40), "", "HEAD~1", "--output=x"])
    assert.equal(await since(before), all, before);
});

test("the steps that a push has touched are all after a push that has rewritten the branch", async () => {
  const { git, commit, since, folder } = repository();
  commit({ [one]: "", [challenge]: "", [two]: "" });
  const lost = commit({ [two]: "a" });
  git("reset", "--quiet", "--hard", "HEAD~1");
  assert.equal(await since(lost), ["02-api"], "the commit is still there: what differs from it");
  const clone = temporaryFolder();
  git("clone", "--quiet", "--no-local", folder, path.join(clone, "fresh"));
  const names = (await touchedSteps(lost, path.join(clone, "fresh"))).map(({ name }) => name);
  assert.equal(names, all, "as on a runner, where it is not");
});

test("the steps that a push has touched are not what was deleted", async () => {
  const { commit, since } = repository();
  const first = commit({ [one]: "", [two]: "" });
  commit({ [one]: undefined, [two]: "a" });
  assert.equal(await since(first), ["02-api"]);
});

test("a file that was moved from one step to another touches both", async () => {
  const { commit, since } = repository();
  const text = "the same\n".repeat(20);
  const first = commit({ [one]: text, "my-work/01-starter/a": "", [two]: "" });
  commit({ [one]: undefined, "my-work/02-api/moved.yaml": text });
  assert.equal(await since(first), ["01-starter", "02-api"]);
});

const emulator = await ownEmulator();
const course = learnersCourse();
const summaryFile = path.join(course.folder, "summary.md");

async function run(before = "") {
  writeFileSync(summaryFile, "");
  const { code, stdout, stderr } = await runNode(
    [path.join(course.folder, "scripts", "dev", "ci", "check-my-work.ts"), before],
    {
      ...course.env(emulator),
      GITHUB_ACTIONS: "true",
      GITHUB_STEP_SUMMARY: summaryFile,
      GITHUB_SERVER_URL: "https://github.example",
      GITHUB_REPOSITORY: "ada/course",
      GITHUB_SHA: "abc",
    },
  );
  return { code, stdout, stderr, summary: readFileSync(summaryFile, "utf8") };
}

/** The learner's files of a step, as they are in a folder of the course. */
function work(step: string, from: string): void {
  for (const file of ["template.yaml", "starter.asl.json", "handlers", "input.json"])
    cpSync(path.join(root, "steps", from, file), path.join(course.folder, "my-work", step, file), {
      recursive: true,
    });
}

test("without a step there is nothing to check, and the summary says how far the learner is", async () => {
  const { code, stdout, summary } = await run();
  assert.is(code, 0);
  assert.is(stdout, "No step in my-work was touched.\n");
  assert.match(summary, /^\| Step \| State \| Checks green \|\n.*\n\| 01-starter \| not begun \| {2}\|\n/);
});

test("a red step is red, with its graph, the first hint and a link to the page; the rest is folded", async () => {
  work("01-starter", "01-starter");
  course.save("01-starter/starter.asl.json", onlyHello);
  work("01-challenge", "01-starter");
  course.save("01-challenge/starter.asl.json", "{");
  const { code, stdout, stderr, summary } = await run();
  assert.is(code, 2, "the highest of the steps' exit codes");
  const [table = "", ...parts] = summary.split(/^(?=## )/m);
  assert.match(
    table,
    /\| 01-starter \| 🟡 begun \| \d+ of 11 \|\n\| 01-challenge \| 🟡 begun \| {2}\|\n\| 02-api \|/,
  );
  assert.match(parts[0] ?? "", /^## ❌ 01-starter: \d of 11 checks failed/);
  assert.is(parts[0]?.match(/^### ❌ /gm)?.length, 1, "one check is open");
  assert.match(parts[0] ?? "", /\(https:\/\/github\.example\/ada\/course\/blob\/abc\/docs\/01-starter\.md#/);
  assert.match(parts[0] ?? "", "```mermaid");
  assert.is(stdout.match(/^::error /gm)?.length, 1);
  assert.match(
    parts[1] ?? "",
    /^## ❌ 01-challenge: not checked\n\nmy-work\/01-challenge\/starter\.asl\.json:\d: /,
  );
  assert.match(stderr, /^my-work\/01-challenge\/starter\.asl\.json:\d: /m);
});

test("progress that can't be read is told in the summary, too", async () => {
  course.save("progress.json", "<<<<<<< HEAD");
  const { code, stderr, summary } = await run();
  assert.is(code, 2);
  assert.match(stderr, /^my-work\/progress\.json can't be read: /);
  assert.match(summary, /^## ❌ my-work: not checked\n\nmy-work\/progress\.json can/);
});

const workflow = (name: string) => parse(readFileSync(path.join(root, ".github", "workflows", name), "utf8"));

test("a learner's push runs one workflow, which can only read", () => {
  const { on, permissions, jobs } = workflow("check-my-work.yml");
  assert.equal(on.push, { branches: ["**"], paths: ["my-work/**"] });
  assert.equal(permissions, {});
  assert.equal(
    Object.values(jobs).map(job => (job as { permissions: object }).permissions),
    [{ contents: "read" }],
  );
  assert.not.match(JSON.stringify(jobs), /secrets\.|AWS_|id-token/);
  for (const name of ["ci.yml", "docs.yml"]) {
    for (const event of ["push", "pull_request"].filter(event => event in workflow(name).on))
      assert.equal(workflow(name).on[event]["paths-ignore"], ["my-work/**"], name);
  }
});

test.after(emulator.stop);

test.run();
