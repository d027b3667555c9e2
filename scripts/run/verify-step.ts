import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Stack } from "@aws-sdk/client-cloudformation";
import type { Definition } from "../execution/definition.ts";
import { neighbourArn } from "../shared/arn.ts";
import { exitCodes, UserError } from "../shared/errors.ts";
import type { Step } from "../shared/steps.ts";
import { definitionFile, fillDefinitions } from "../stack/definition.ts";
import type { PlannedStack, StepPlan } from "../stack/plan.ts";
import { describeStack, stackResources } from "../stack/stack.ts";
import { readNamedFile, shownPath } from "../stack/template-file.ts";
import type { LessonReport, LessonStack, Verify } from "../verify/lesson.ts";
import type { Display } from "./display.ts";
import type { Place } from "./place.ts";
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
  const { target, identity } = place;
  const stack = await readStack(place, own.name, deployed);
  const scope = {
    stackName: own.name,
    accountId: identity.account,
    region: target.region,
    parameters: { ...own.parameters, ...stack.parameters }, // a stack keeps what it was once given
  };
  const definitions = fillDefinitions(own.definitions, own.template, scope);
  const definition = mainDefinition(step, own, definitions);
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

/** The input in the step's folder. Throws a UserError where there is none. */
async function readInput({ folder }: Step): Promise<Record<string, unknown>> {
  const file = path.join(folder, "input.json");
  const text = await readNamedFile(file);
  try {
    const input: unknown = JSON.parse(text);
    if (typeof input === "object" && input !== null && !Array.isArray(input)) return { ...input };
  } catch {} // not JSON at all: the same advice
  throw new UserError(
    `${shownPath(file)} is not a JSON object, which the execution's input has to be.`,
    exitCodes.usage,
  );
}

/** The definition of the state machine that the step is about. Throws a UserError where the template has none. */
function mainDefinition(
  step: Step,
  { template }: PlannedStack,
  definitions: Record<string, string>,
): Definition {
  const main = definitions[definitionFile(template.Resources.StateMachine?.Properties)];
  if (main !== undefined) return JSON.parse(main);
  throw new UserError(
    `${step.name}/template.yaml has no state machine with the logical id StateMachine and a DefinitionString that names a file, such as ./${step.name.slice(3)}.asl.json: add it.`,
    exitCodes.usage,
  );
}

async function readStack({ target, identity }: Place, name: string, deployed?: Stack): Promise<LessonStack> {
  const stack = deployed ?? (await describeStack(target, name));
  if (!stack) {
    throw new UserError(
      `There is no stack ${name} to verify: deploy the step first (without --no-deploy).`,
      exitCodes.usage,
    );
  }
  const outputs = Object.fromEntries(
    (stack.Outputs ?? []).map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]),
  );
  const parameters = Object.fromEntries(
    (stack.Parameters ?? []).map(({ ParameterKey = "", ParameterValue = "" }) => [
      ParameterKey,
      ParameterValue,
    ]),
  );
  const resources = Object.fromEntries(
    Object.entries(await stackResources(target, stack.StackId ?? name)).map(([logicalId, { id }]) => [
      logicalId,
      id,
    ]),
  );
  const arn: LessonStack["arn"] = (service, resource) => neighbourArn(stack.StackId ?? "", service, resource);
  return { name, account: identity.account, outputs, parameters, resources, arn };
}
