import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { editsIn, sectionOf } from "../../learn/page-section.ts";
import { filesIn } from "../../learn/work.ts";
import { root } from "../../shared/paths.ts";
import { recordedChecks } from "../../shared/recorded-checks.ts";
import { challengeOf, findSteps, type Step } from "../../shared/steps.ts";
import { type Page, readPages } from "../../site/pages.ts";
import type { Problem } from "../docs/problem.ts";
import { pageActions } from "../docs/transcript.ts";
import { emptyHints, lostSections } from "./hints.ts";
import { unlisted } from "./lists.ts";

/** What a step's folder has; `*` stands for any name. */
const stepParts = [
  "template.yaml",
  "*.asl.json",
  "handlers/*.ts",
  "input.json",
  "verify.ts",
  "broken-variants.ts",
  "start/template.yaml",
  "start/*.asl.json",
  "start/handlers/*.ts",
  "start/input.json",
  "challenge/verify.ts",
  "challenge/broken-variants.ts",
];

/** The headings that each step's page has. */
const pageParts = [
  "What to build",
  "Why it matters",
  "The concept",
  "Build it",
  "Run it",
  "See it",
  "Break it",
  "What it costs",
  "What you learned",
  "The challenge",
  "Next",
];

/**
 * What a step, its page, its tasks, its challenge, its hints and the lists of steps lack, as they are written, in a copy of
 * the course. Nothing is run: that each start fails its checks where it is to, that what has no task is green from the start,
 * and that each solution passes, is proven live by scripts/dev/start.test.ts and scripts/dev/steps.test.ts.
 */
export async function courseProblems(folder = root): Promise<Problem[]> {
  const steps = await findSteps(path.join(folder, "steps"));
  const pages = await readPages(path.join(folder, "docs"));
  const found = await Promise.all([
    ...steps.map(step => stepProblems(step, pages, folder)),
    unlisted(steps, folder),
    emptyHints(folder, "scripts/verify"),
    trackedWork(folder),
  ]);
  return found.flat();
}

async function stepProblems(step: Step, pages: Page[], folder: string): Promise<Problem[]> {
  const { name } = step;
  const files = filesIn(step.folder);
  const lacking = stepParts
    .filter(part => !files.some(file => matches(part, file)))
    .map(part => problem(`steps/${name}/${part}`, "it is missing"));
  const page = pages.find(({ file }) => file === `docs/${name}.md`);
  if (!page) return [...lacking, problem(`docs/${name}.md`, "it is missing")];
  const challenge = challengeOf(step);
  return [
    ...lacking,
    ...partProblems(page),
    ...taskProblems(step, page, await recordedChecks(step, folder)),
    ...(challenge ? challengeProblems(step, page, await recordedChecks(challenge, folder)) : []),
    ...(await emptyHints(folder, `steps/${name}`)),
    ...(await lostSections(folder, `steps/${name}`, page, pages)),
  ];
}

function matches(part: string, file: string): boolean {
  const pattern = part.replaceAll(".", "\\.").replace("*", "[^/]+");
  return new RegExp(`^${pattern}$`).test(file) && !file.endsWith(".test.ts");
}

function partProblems({ file, text, headings }: Page): Problem[] {
  const parts = headings.filter(({ level }) => level === 2).map(({ text }) => text);
  const lacking = pageParts.filter(part => !parts.includes(part));
  const questions = sectionOf(text, "what-you-learned")?.match(/<details>/g)?.length ?? 0;
  return [
    ...lacking.map(part => problem(file, `it lacks the part "${part}"`)),
    ...unless(questions === 3, file, `it asks ${questions} questions at its end, not three`),
  ];
}

/** The tasks name the checks, each once, in their order; each has an edit, which is the third hint of its checks. */
function taskProblems(step: Step, page: Page, checks: string[]): Problem[] {
  const { file, text } = page;
  const named = tasksOn(page).flatMap(({ names }) => names);
  const inOrder = checks.filter(check => named.includes(check));
  const first = named.find((name, index) => name !== inOrder[index]);
  const own = file.replace(/^docs\/(.+)\.md$/, "my-work/$1/");
  return [
    ...unless(checks.length > 0, file, `its step has no recorded run with checks: ${recordOf(step)}`),
    ...unless(named.length > 0, file, "no task names a check"),
    ...unless(first === undefined, file, `"${first}" is no check, not the next one, or named twice`),
    ...tasksOn(page).flatMap(({ section, line }) =>
      unless(hasEdit(text, section), file, `the section "${section}" has no edit for a third hint`, line),
    ),
    ...pageActions(page).flatMap(action =>
      unless(
        action.kind !== "edit" || action.file.startsWith(own),
        file,
        "it edits a file that is not the learner's",
        action.line,
      ),
    ),
    ...unless(text.includes("<summary>Predict: "), file, "it asks nobody to predict anything"),
  ];
}

/** A challenge has checks, and no edit on the page: that would be its solution. */
function challengeProblems(step: Step, { file, text }: Page, checks: string[]): Problem[] {
  return [
    ...unless(checks.length > 0, file, `its challenge has no recorded run with checks: ${recordOf(step)}`),
    ...unless(!hasEdit(text, "the-challenge"), file, "its challenge shows an edit"),
  ];
}

const recordOf = ({ number }: Step) => `npm run docs -- --record ${number} --no-serve`;

const tasksOn = (page: Page) =>
  pageActions(page).flatMap(action => (action.kind === "checks" ? [action] : []));

const hasEdit = (page: string, section: string) => editsIn(sectionOf(page, section) ?? "").length > 0;

/** Files in `my-work/` that git knows: where the course had a step there already, nobody could begin it. */
async function trackedWork(folder: string): Promise<Problem[]> {
  const list = promisify(execFile)("git", ["ls-files", "-z", "my-work"], { cwd: folder });
  const { stdout } = await list.catch(() => ({ stdout: "" })); // a copy that was downloaded tracks nothing
  const files = stdout.split("\0").filter(Boolean);
  return files.map(file =>
    problem(file, "git tracks it: only a learner's copy of the course has files there"),
  );
}

const problem = (file: string, message: string, line = 1): Problem => ({ file, line, message });

const unless = (holds: boolean, ...what: Parameters<typeof problem>) => (holds ? [] : [problem(...what)]);
