import { pathToFileURL } from "node:url";
import type { Stack } from "@aws-sdk/client-cloudformation";
import type { Definition } from "../execution/definition.ts";
import type { Step } from "../shared/steps.ts";
import type { StepPlan } from "../stack/plan.ts";
import type { LessonReport, LessonStack, Verify } from "../verify/lesson.ts";
import type { Display } from "./display.ts";
import type { Place } from "./place.ts";
import { mainDefinitionFile } from "./plan-step.ts";
import { readInput } from "./read-input.ts";
import { definitionsOf, readStack } from "./read-stack.ts";
import { runVerify } from "./run-verify.ts";

/**
 * Runs a step's verify script against its deployed stack, whoever deployed that. Right after a deployment, `deployed`
 * is the stack: reading it again could return an older state.
 * Throws a UserError where there is no such stack.
 */
export async function verifyStep(
  place: Place,
  step: Step,
  { own }: StepPlan,
  changedInput: Record<string, unknown>,
  display: Display,
  deployed?: Stack,
): Promise<{ report: LessonReport; stack: LessonStack; definition: Definition }> {
  const { target } = place;
  const stack = await readStack(place, own.name, deployed);
  const filled = definitionsOf(place, own, stack)[mainDefinitionFile(step, own)] ?? "";
  const definition: Definition = JSON.parse(filled);
  const input = { ...(await readInput(step)), ...changedInput };

  const verify = await loadVerify(step);
  display.line("Verifying with live executions");
  const report = await runVerify(verify, { step, target, stack, definition, input }, display);
  return { report, stack, definition };
}

/** A step's verify script. Throws what loading it throws. */
export async function loadVerify({ verify }: Step): Promise<Verify> {
  return ((await import(pathToFileURL(verify).href)) as { default: Verify }).default;
}
