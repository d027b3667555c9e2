import os from "node:os";
import { inParallel } from "../../machine/parallel.ts";
import { recordedChecks } from "../../shared/recorded-checks.ts";
import { redact } from "../../shared/redact.ts";
import { type Step, withChallenges } from "../../shared/steps.ts";
import { findClones, printable } from "./clones.ts";
import { judgeApart } from "./judge-apart.ts";

/** What the checks say of somebody's step, or challenge. */
export interface JudgedStep {
  step: string;
  passed: boolean;
  green: number;
  total: number;
  /** The first check that failed. */
  firstRed?: string;
  /** Why it could not be judged. */
  problem?: string;
}

/** What somebody has done. */
export interface JudgedClone {
  clone: string;
  steps: JudgedStep[];
  /** Why there is nothing to judge. */
  problem?: string;
}

/** Characters of a problem: a line of a table. */
const longestProblem = 200;

/**
 * Judges all that is begun in the clones of a folder, anew: what they say of themselves is not looked at. Calls back with
 * each step that is judged. Throws a UserError where there are no clones.
 */
export async function classReport(
  folder: string,
  steps: Step[],
  onJudged: (clone: string, step: JudgedStep) => void,
): Promise<JudgedClone[]> {
  const clones = await findClones(folder, withChallenges(steps));
  const tasks = clones.flatMap(clone => clone.begun.map(work => ({ clone, work })));
  // They wait more than they work; each has an emulator, which takes some 100 MB.
  const judged = await inParallel(tasks, os.availableParallelism() * 2, async ({ clone, work }) => {
    const step = await judgedStep(work);
    onJudged(clone.name, step);
    return { clone, step };
  });
  return clones.map(clone => ({
    clone: clone.name,
    steps: judged.filter(one => one.clone === clone).map(({ step }) => step),
    ...(clone.problem && { problem: clone.problem }),
  }));
}

async function judgedStep(work: Step): Promise<JudgedStep> {
  const answer = await judgeApart(work);
  if ("problem" in answer) {
    const [line = ""] = redact(answer.problem).split("\n");
    const total = (await recordedChecks(work)).length;
    return {
      step: work.name,
      passed: false,
      green: 0,
      total,
      problem: printable(line).slice(0, longestProblem),
    };
  }
  const { checks } = answer;
  const green = checks.filter(({ passed }) => passed).length;
  const red = checks.find(({ passed, notChecked }) => !passed && !notChecked);
  return {
    step: work.name,
    passed: green === checks.length && green > 0,
    green,
    total: checks.length,
    ...(red && { firstRed: red.name }),
  };
}
