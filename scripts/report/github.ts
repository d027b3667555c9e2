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
 * place in the step's verify script. A learner's work shows the first failed check only: the others often follow from it.
 * Phone numbers are masked in all that the job prints from then on.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export async function reportToGitHub(outcome: StepOutcome, { firstOnly = false } = {}): Promise<void> {
  const { step, report } = outcome;
  if (!report) return;
  const inputs = JSON.stringify(report.executions.map(({ execution }) => execution.input));
  for (const phoneNumber of phoneNumbersIn(inputs)) core.setSecret(phoneNumber);

  const opened = firstOnly ? 1 : Number.POSITIVE_INFINITY;
  const failed = report.checks.filter(({ passed, notChecked }) => !passed && !notChecked);
  for (const { name, problem, hint, place } of failed.slice(0, opened)) {
    const text = [
      problem?.message,
      problem?.expected && `expected ${problem.expected}`,
      problem?.actual && `actual ${problem.actual}`,
      ...(problem?.difference ?? []),
      hint,
    ];
    const file = path.join(path.dirname(step.verify), place?.file ?? "verify.ts");
    core.error(redact(text.filter(Boolean).join("\n")), {
      title: `${step.name}: ${name}`,
      file: path.relative(root, file).replaceAll(path.sep, "/"),
      startLine: place?.line ?? 1,
    });
  }
  if (!process.env.GITHUB_STEP_SUMMARY) return;
  const part = redact(summary(outcome, pageLink, opened));
  written = written.then(() => core.summary.addRaw(part).write());
  await written;
}

/** The address of a page of this repository at the commit that runs. */
function pageLink(page: string): string {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_SHA } = process.env;
  return `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/blob/${GITHUB_SHA}/${page}`;
}
