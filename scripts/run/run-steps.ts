import { readFileSync } from "node:fs";
import { UserError } from "../shared/errors.ts";
import type { Step } from "../shared/steps.ts";
import { readTemplate } from "../stack/template.ts";
import { explainTargetError } from "../targets/explain.ts";
import type { Display } from "./display.ts";
import type { Place } from "./place.ts";
import { runStep, type StepOutcome, type Wishes } from "./run-step.ts";

/** Who is told of several steps. */
interface Audience {
  /** Makes what shows one of them while it runs. */
  display(step: Step): Display;
  /** Told of each that has been run, with its display. */
  done(outcome: StepOutcome, display: Display): Promise<void>;
}

/** Runs steps side by side, all of them, whatever fails. Returns their outcomes in the same order; throws nothing. */
export async function runSteps(
  place: Place,
  steps: Step[],
  wishes: Wishes,
  audience: Audience,
): Promise<StepOutcome[]> {
  const run = async (step: Step): Promise<StepOutcome> => {
    const display = audience.display(step);
    try {
      const outcome = await runStep(place, step, wishes, display);
      await audience.done(outcome, display);
      return outcome;
    } catch (error) {
      return { step, passed: false, failure: explainTargetError(error) };
    }
  };
  if (!wishes.destroy) return await Promise.all(steps.map(run));
  // What several stacks need can only be taken down after all of them, also after one that was rolled onto another step's.
  const outcomes: StepOutcome[] = [];
  for (const turn of [steps.filter(step => !needsOthers(step)), steps.filter(needsOthers)])
    outcomes.push(...(await Promise.all(turn.map(run))));
  return outcomes.sort((a, b) => steps.indexOf(a.step) - steps.indexOf(b.step));
}

/** Whether a step's stack needs others; one whose template can't be read needs none. */
function needsOthers({ template }: Step): boolean {
  try {
    return readTemplate(readFileSync(template, "utf8")).Metadata?.Workshop?.Needs !== undefined;
  } catch {
    return false; // running it says what is wrong
  }
}

/** Throws what kept steps from being run, if anything: a defect of ours, or else one UserError with all messages. */
export function throwFailures(outcomes: StepOutcome[]): void {
  const failures = outcomes.flatMap(outcome => ("failure" in outcome ? [outcome.failure] : []));
  if (failures.length === 0) return;
  const forPeople = failures.filter(failure => failure instanceof UserError);
  if (forPeople.length < failures.length) throw failures.find(failure => !(failure instanceof UserError));
  throw new UserError(
    forPeople.map(({ message }) => message).join("\n"),
    Math.max(...forPeople.map(({ exitCode }) => exitCode)),
  );
}
