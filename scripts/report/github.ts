import { readFile } from "node:fs/promises";
import path from "node:path";
import * as core from "@actions/core";
import type { StepOutcome } from "../run/run-step.ts";
import { root } from "../shared/paths.ts";
import { phoneNumbersIn, redact } from "../shared/redact.ts";
import { summary } from "./summary.ts";

/** Steps that run side by side write their parts of the summary one after the other. */
let written: Promise<unknown> = Promise.resolve();

/**
 * Tells GitHub Actions what came of a step: a part of the job summary, and for each failed check an annotation at its
 * place in the step's verify script. Phone numbers are masked in all that the job prints from then on.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export async function reportToGitHub(outcome: StepOutcome): Promise<void> {
  const { step, report } = outcome;
  if (!report) return;
  const inputs = JSON.stringify(report.executions.map(({ execution }) => execution.input));
  for (const phoneNumber of phoneNumbersIn(inputs)) core.setSecret(phoneNumber);

  const script = await readFile(path.join(step.folder, "verify.ts"), "utf8");
  for (const { name, passed, problem, hint } of report.checks) {
    if (passed) continue;
    const text = [
      problem?.message,
      problem?.expected && `expected ${problem.expected}`,
      problem?.actual && `actual ${problem.actual}`,
      hint,
    ];
    core.error(redact(text.filter(Boolean).join("\n")), {
      title: `${step.name}: ${name}`,
      file: path.relative(root, path.join(step.folder, "verify.ts")).replaceAll(path.sep, "/"),
      startLine: lineOfCheck(script, name),
    });
  }
  if (!process.env.GITHUB_STEP_SUMMARY) return;
  const part = redact(summary(outcome, pageLink));
  written = written.then(() => core.summary.addRaw(part).write());
  await written;
}

/**
 * The line, counted from 1, of a verify script that has a check's name in it; of its `verify` function for a check that
 * comes from elsewhere. Names may be template literals: `${…}` stands for anything.
 */
export function lineOfCheck(script: string, name: string): number {
  const lines = script.split("\n");
  const hasName = (line: string) =>
    [...line.matchAll(/"([^"]*)"|'([^']*)'|`([^`]*)`/g)].some(([, double, single, template]) =>
      template === undefined ? name === (double ?? single) : patternOf(template).test(name),
    );
  const line = lines.findIndex(hasName);
  return (line === -1 ? lines.findIndex(text => /export default/.test(text)) : line) + 1;
}

function patternOf(template: string): RegExp {
  const texts = template.split(/\$\{[^}]*\}/).map(text => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${texts.join(".+")}$`);
}

/** The address of a page of this repository at the commit that runs. */
function pageLink(page: string): string {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_SHA } = process.env;
  return `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/blob/${GITHUB_SHA}/${page}`;
}
