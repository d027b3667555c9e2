import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { courseList } from "../../learn/course-list.ts";
import { readProgress } from "../../learn/progress.ts";
import { runCommand } from "../../report/run-command.ts";
import { UserError } from "../../shared/errors.ts";
import { root } from "../../shared/paths.ts";
import { findSteps, type Step } from "../../shared/steps.ts";
import { progressTable, refusedPart } from "./my-work-summary.ts";
import { touchedSteps } from "./touched-steps.ts";

// Checks the learner's steps that a push has touched, with `npm run learn`, and writes the job summary: how far they are in
// the course, and what came of each. `node --import tsx/esm scripts/dev/ci/check-my-work.ts <the commit before>`

await runCommand(async ([before = ""]) => {
  try {
    process.exitCode = await checkTouched(before);
  } catch (error) {
    if (error instanceof UserError) addToSummary(refusedPart("my-work", error.message));
    throw error;
  }
});

/** Resolves to the highest exit code of all steps. */
async function checkTouched(before: string): Promise<number> {
  readProgress(); // throws at once where it can't be read, which would keep each step from being checked
  const touched = await touchedSteps(before);
  if (touched.length === 0) process.stdout.write("No step in my-work was touched.\n");
  const checked: { code: number; part: string }[] = [];
  for (const step of touched) checked.push(await check(step));
  const table = progressTable(courseList(await findSteps(), readProgress()));
  addToSummary([table, ...checked.map(({ part }) => part)].join("\n"));
  return Math.max(0, ...checked.map(({ code }) => code));
}

/** Checks a step, shows what that prints, and resolves to its exit code and its part of the summary. */
async function check({ name }: Step): Promise<{ code: number; part: string }> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "workshop-summary-"));
  const summary = path.join(folder, "summary.md");
  writeFileSync(summary, "");
  const child = spawn(process.execPath, ["--import", "tsx/esm", "scripts/learn.ts", name, "--once"], {
    cwd: root,
    env: { ...process.env, GITHUB_STEP_SUMMARY: summary },
    stdio: ["ignore", "inherit", "pipe"],
  });
  let refused = "";
  child.stderr?.on("data", chunk => {
    refused += chunk;
    process.stderr.write(chunk);
  });
  const [code] = await once(child, "close");
  const part = readFileSync(summary, "utf8") || refusedPart(name, refused);
  rmSync(folder, { recursive: true });
  return { code: code ?? 1, part };
}

/** Outside of GitHub Actions there is none. */
function addToSummary(part: string): void {
  const { GITHUB_STEP_SUMMARY } = process.env;
  if (GITHUB_STEP_SUMMARY) appendFileSync(GITHUB_STEP_SUMMARY, part);
}
