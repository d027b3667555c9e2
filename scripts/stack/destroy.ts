import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CloudFormationClient,
  DeleteStackCommand,
  type Stack,
  type StackEvent,
} from "@aws-sdk/client-cloudformation";
import {
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  paginateListExecutions,
  SFNClient,
  StateMachineTypeNotSupported,
} from "@aws-sdk/client-sfn";
import { stopExecution } from "../execution/follow.ts";
import { exitCodes, UserError } from "../shared/errors.ts";
import { readLagMs, type Target } from "../targets/index.ts";
import { isMissing } from "../targets/is-missing.ts";
import { emptyBucket } from "./bucket.ts";
import { says } from "./messages.ts";
import { isPart, listParts } from "./parts.ts";
import {
  followOperation,
  importingStacks,
  type StackProgress,
  type StackResource,
  stackResources,
  waitWhileInProgress,
} from "./stack.ts";

/**
 * Deletes a stack and waits until it is gone: stops its running executions and empties its buckets first, since either
 * would be in the way. Returns the resources that CloudFormation was told to keep; none where there is no such stack.
 * Throws a UserError that names what could not be deleted, and why.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html
 */
export async function destroyStack(
  target: Target,
  stackName: string,
  progress: StackProgress,
): Promise<StackEvent[]> {
  const stack = await waitWhileInProgress(target, stackName, progress);
  if (!stack) return [];
  await refuseWhileInUse(target, stack);
  const resources = Object.values(await stackResources(target, stack.StackId ?? stackName));
  const stateMachines = resources.filter(({ type }) => type === "AWS::StepFunctions::StateMachine");
  const parts = stateMachines.length > 0 ? await partsLeft(target, stackName) : [];
  const stopped = await clearTheWay(target, [...resources, ...parts]);
  if (stopped > 0) progress.note(`Stopped ${stopped} running execution${stopped > 1 ? "s" : ""}.`);
  const kept = await deleteStack(target, stack, progress).catch(async error => {
    if (!says.bucketNotEmpty.test(error.message)) throw error;
    progress.note("A bucket was written to after it was emptied: once more.");
    await clearTheWay(target, resources);
    return await deleteStack(target, stack, progress);
  });
  for (const { id } of stateMachines) await untilGone(target, id, progress);
  return kept;
}

/** What verifications that were killed have left behind. */
async function partsLeft(target: Target, stackName: string): Promise<StackResource[]> {
  const parts = (await listParts(target)).filter(arn => isPart(arn, stackName));
  return parts.map(id => ({ type: "AWS::StepFunctions::StateMachine", id }));
}

/** Throws a UserError where another stack imports what this one exports: CloudFormation would cancel the deletion. */
async function refuseWhileInUse(target: Target, stack: Stack): Promise<void> {
  const importing = await importingStacks(target, stack);
  if (importing.length === 0) return;
  throw new UserError(
    `Stack ${stack.StackName} can't be deleted, since it is in use: take down ${importing.join(" and ")} first.`,
    exitCodes.target,
  );
}

/** Whether a resource has to be stopped or emptied before its stack can be deleted. */
export function isInTheWay({ type }: StackResource): boolean {
  return type === "AWS::StepFunctions::StateMachine" || type === "AWS::S3::Bucket";
}

/**
 * Does what a stack's deletion needs: stops the running executions of its state machines, deletes those that
 * verifications have left behind, and empties its buckets.
 * Returns how many executions were stopped.
 */
export async function clearTheWay(target: Target, resources: StackResource[]): Promise<number> {
  let stopped = 0;
  for (const { type, id } of resources) {
    if (type === "AWS::StepFunctions::StateMachine") stopped += await stopExecutions(target, id);
    if (type === "AWS::StepFunctions::StateMachine" && isPart(id)) await deleteStateMachine(target, id);
  }
  // Last, since an execution that is stopped may still have something written.
  for (const { type, id } of resources) if (type === "AWS::S3::Bucket") await emptyBucket(target, id);
  return stopped;
}

async function deleteStack(target: Target, stack: Stack, progress: StackProgress): Promise<StackEvent[]> {
  const { StackId = "", StackName } = stack;
  const token = `workshop-${randomUUID()}`;
  await target
    .client(CloudFormationClient)
    .send(new DeleteStackCommand({ StackName: StackId, ClientRequestToken: token }));
  const kept: StackEvent[] = [];
  const failed: StackEvent[] = [];
  let end: StackEvent | undefined;
  const event = (event: StackEvent) => {
    progress.event(event);
    const ofStack = event.PhysicalResourceId === StackId;
    if (event.ResourceStatus === "DELETE_SKIPPED") kept.push(event);
    if (event.ResourceStatus === "DELETE_FAILED" && ofStack) end = event;
    if (event.ResourceStatus === "DELETE_FAILED" && !ofStack) failed.push(event);
  };
  const left = await followOperation(target, StackId, token, { ...progress, event });
  if (!left) return kept;
  const reason = failureReasons(failed) || (end?.ResourceStatusReason ?? "no reason given");
  throw new UserError(
    `Stack ${StackName} could not be deleted: ${reason.replace(/\.$/, "")}.`,
    exitCodes.target,
  );
}

/** The resources that failed, each with the reason that CloudFormation gives. */
export function failureReasons(events: StackEvent[]): string {
  return events
    .map(event => `${event.LogicalResourceId} (${event.ResourceStatusReason ?? "no reason given"})`)
    .join(", ");
}

/** Deletes a state machine; one that does not exist is deleted already. */
async function deleteStateMachine(target: Target, stateMachineArn: string): Promise<void> {
  try {
    await target.client(SFNClient).send(new DeleteStateMachineCommand({ stateMachineArn }));
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** Stops all running executions of a state machine and returns how many there were. */
async function stopExecutions(target: Target, stateMachineArn: string): Promise<number> {
  const running = await runningExecutions(target, stateMachineArn);
  for (const arn of running)
    await stopExecution(target.client(SFNClient), arn, "The stack is being deleted.");
  return running.length;
}

/**
 * The ARNs of a state machine's running executions; none where there is no such machine. Those of an Express workflow can't
 * be listed or stopped, and end by themselves within five minutes.
 * https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html
 */
export async function runningExecutions(target: Target, stateMachineArn: string): Promise<string[]> {
  const client = target.client(SFNClient);
  const query = { stateMachineArn, statusFilter: "RUNNING" } as const;
  const running: string[] = [];
  try {
    for await (const { executions = [] } of paginateListExecutions({ client }, query)) {
      running.push(...executions.map(({ executionArn = "" }) => executionArn));
    }
  } catch (error) {
    if (!isMissing(error) && !(error instanceof StateMachineTypeNotSupported)) throw error;
  }
  return running;
}

/**
 * Waits until a deleted state machine is gone, as far as can be read: its name is taken until then. On AWS,
 * CloudFormation has waited for it already, and only reads lag. How long a deletion may take, AWS says nowhere: what is
 * still there is told, and a deployment that needs the name is repeated.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachine.html
 * https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-stepfunctions has AWS's DeleteHandler.
 */
async function untilGone(target: Target, stateMachineArn: string, progress: StackProgress): Promise<void> {
  for (const limit = Date.now() + readLagMs; Date.now() < limit; await sleep(target.pollMs)) {
    try {
      await target.client(SFNClient).send(new DescribeStateMachineCommand({ stateMachineArn }));
    } catch (error) {
      if (isMissing(error)) return;
      throw error;
    }
  }
  progress.note(
    `State machine ${stateMachineArn} is still being deleted: its name is taken until it is gone.`,
  );
}
