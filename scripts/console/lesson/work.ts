import { begin } from "../../learn/begin.ts";
import { difference, type Line } from "../../learn/diff.ts";
import { readProgress } from "../../learn/progress.ts";
import { beforeBegin, beforeDiff } from "../../learn/questions.ts";
import { begunWork } from "../../learn/work.ts";
import { chooseStepOrChallenge, findSteps, type Step } from "../../shared/steps.ts";
import type { Question } from "../messages.ts";

/** The step, or the challenge, of this name. Throws a UserError where there is none. */
export async function lessonCalled(name: string): Promise<Step> {
  return chooseStepOrChallenge(await findSteps(), name);
}

/** Begins a step for the learner. Throws what `begin` throws. */
export async function beginLesson(name: string, answer?: string): Promise<Question | { told: string }> {
  const steps = await findSteps();
  const step = chooseStepOrChallenge(steps, name);
  const question = beforeBegin(step, readProgress());
  if (question && answer !== "yes") return { question };
  return { told: (await begin(step, steps, readProgress())) ?? "" };
}

/** What differs between the learner's files and the solution's. Throws a UserError where the step is not begun. */
export async function lessonDiff(name: string, answer?: string): Promise<Question | { lines: Line[] }> {
  const step = await lessonCalled(name);
  const work = begunWork(step);
  const question = beforeDiff(step, readProgress());
  if (question && answer !== "yes") return { question };
  return { lines: difference(work, step) };
}
