import { readFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Stack } from "@aws-sdk/client-cloudformation";
import type { Definition } from "../execution/definition.ts";
import { withLock } from "../machine/lock.ts";
import { neighbourArn } from "../shared/arn.ts";
import { exitCodes, UserError } from "../shared/errors.ts";
import { localHome } from "../shared/paths.ts";
import type { Step } from "../shared/steps.ts";
import { definitionFile, fillDefinitions } from "../stack/definition.ts";
import { deployStack } from "../stack/deploy.ts";
import { destroyStack } from "../stack/destroy.ts";
import { stackTags } from "../stack/name.ts";
import { type PlannedStack, planStacks, type StepPlan } from "../stack/plan.ts";
import { describeStack, stackResources } from "../stack/stack.ts";
import type { Identity, Target } from "../targets/index.ts";
import type { LessonReport, LessonStack, Verify } from "../verify/lesson.ts";
import type { Display } from "./display.ts";
import { runVerify } from "./run-verify.ts";

/** Where a step runs, and for whom. */
export interface Place {
  target: Target;
  identity: Identity;
  learner: string;
}

/** What is to be done with a step. */
export interface Wishes {
  destroy: boolean;
  fresh: boolean;
  deploy: boolean;
  /** The earlier step onto whose stack this one is rolled. */
  onto: Step | undefined;
  /** Values for parameters of the step's own stack. */
  parameters: Record<string, string>;
  /** What changes in the step's `input.json`. */
  input: Record<string, unknown>;
}

/** What came of running a step; nothing was verified where it was only taken down. */
export interface StepOutcome {
  step: Step;
  passed: boolean;
  /** Why there is no report, where it could not be deployed or verified. */
  error?: string;
  report?: LessonReport;
  stack?: LessonStack;
  definition?: Definition;
  /** How long its parts took, in milliseconds. */
  timings?: { title: string; ms: number }[];
}

/**
 * Compiles a step, then destroys, deploys and verifies it, whichever is wished. Two runs on one stack would read each
 * other's messages from its queues: on one machine the second waits for the first.
 */
export async function runStep(
  place: Place,
  step: Step,
  wishes: Wishes,
  display: Display,
): Promise<StepOutcome> {
  const plan = await planStacks(step, place.learner, wishes);
  const { name } = plan.own;
  const lock = path.join(localHome, "runs", `${place.identity.account}-${place.target.region}-${name}.lock`);
  const onWait = () => display.line(`Another run uses stack ${name}: waiting until it is done.`);
  const patienceMs = Number.POSITIVE_INFINITY; // on AWS a run may take many minutes
  return await withLock(lock, () => runAlone(place, step, plan, wishes, display), { onWait, patienceMs });
}

async function runAlone(
  place: Place,
  step: Step,
  plan: StepPlan,
  wishes: Wishes,
  display: Display,
): Promise<StepOutcome> {
  if (wishes.destroy || wishes.fresh) await destroyStep(place, plan, display);
  if (wishes.destroy) return { step, passed: true };
  const start = Date.now();
  const stack = wishes.deploy ? await deployStep(place, step, plan, display) : undefined;
  const deployed = Date.now();
  const verified = await verifyStep(place, step, plan, wishes.input, display, stack);
  const timings = [
    { title: "Deploying", ms: deployed - start },
    { title: "Verifying", ms: Date.now() - deployed },
  ];
  const passed = verified.report.checks.every(({ passed }) => passed);
  return { step, passed, ...verified, timings };
}

/**
 * Deploys the stacks of a step, one after the other, and returns the step's own.
 * Throws a UserError where one can't be deployed.
 */
export async function deployStep(
  place: Place,
  step: Step,
  { needed, own }: StepPlan,
  display: Display,
): Promise<Stack> {
  const deploy = async (planned: PlannedStack) => {
    display.line(`Deploying stack ${planned.name}`);
    const { stack, changed } = await deployStack(
      place.target,
      { ...planned, tags: stackTags(place.learner, step.name) },
      { event: display.stackEvent, note: display.line },
    );
    if (!changed) display.line("  The stack is up to date.");
    return stack;
  };
  for (const planned of needed) await deploy(planned);
  return await deploy(own);
}

/** Takes the stacks of a step down, the one that needs the others first. What does not exist is taken down already. */
export async function destroyStep(
  { target }: Place,
  { needed, own }: StepPlan,
  display: Display,
): Promise<void> {
  for (const { name } of [own, ...needed.toReversed()]) {
    if (!(await describeStack(target, name))) {
      display.line(`There is no stack ${name}.`);
      continue;
    }
    display.line(`Destroying stack ${name}`);
    const kept = await destroyStack(target, name, { event: display.stackEvent, note: display.line });
    for (const { LogicalResourceId, PhysicalResourceId } of kept) {
      display.line(`  Kept: ${LogicalResourceId} (${PhysicalResourceId})`);
    }
    display.line(`  Stack ${name} is gone.`);
  }
}

/**
 * Runs a step's verify script against its deployed stack, whoever deployed that; right after a deployment `deployed` is
 * the stack, since reading it anew may lag behind.
 * Throws a UserError where there is no such stack.
 */
export async function verifyStep(
  { target, identity }: Place,
  step: Step,
  { own }: StepPlan,
  changedInput: Record<string, unknown>,
  display: Display,
  deployed?: Stack,
): Promise<{ report: LessonReport; stack: LessonStack; definition: Definition }> {
  const stack = await readStack(target, own.name, deployed);
  const scope = {
    stackName: own.name,
    accountId: identity.account,
    region: target.region,
    parameters: own.parameters,
  };
  const definitions = fillDefinitions(own.definitions, own.template, scope);
  const main = definitionFile(own.template.Resources.StateMachine?.Properties);
  const definition = JSON.parse(definitions[main] ?? "null") as Definition;
  const input = {
    ...JSON.parse(await readFile(path.join(step.folder, "input.json"), "utf8")),
    ...changedInput,
  };

  const verify = (await import(pathToFileURL(path.join(step.folder, "verify.ts")).href)) as {
    default: Verify;
  };
  display.line("Verifying with live executions");
  const report = await runVerify(verify.default, { step, target, stack, definition, input }, display);
  return { report, stack, definition };
}

async function readStack(target: Target, name: string, deployed?: Stack): Promise<LessonStack> {
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
  return { name, outputs, parameters, resources, arn };
}
