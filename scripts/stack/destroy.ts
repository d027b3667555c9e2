import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CloudFormationClient,
  DeleteStackCommand,
  paginateListImports,
  type Stack,
  type StackEvent,
} from "@aws-sdk/client-cloudformation";
import { DescribeStateMachineCommand, paginateListExecutions, SFNClient } from "@aws-sdk/client-sfn";
import { exitCodes, UserError } from "../errors.ts";
import { stopExecution } from "../execution/follow.ts";
import type { Target } from "../target/index.ts";
import { emptyBucket } from "./bucket.ts";
import { followOperation, type StackProgress, stackResources, waitWhileInProgress } from "./stack.ts";

/** How long a deleted state machine's name may stay taken, in milliseconds: it goes when its executions have ended. */
const stateMachineDeletionMs = 60_000;

/**
 * Deletes a stack and waits until it is gone: stops its running executions and empties its buckets first, for either
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
  for (const { id } of stateMachines) {
    const stopped = await stopExecutions(target, id);
    if (stopped > 0) progress.note(`Stopped ${stopped} running execution${stopped > 1 ? "s" : ""}.`);
  }
  for (const { type, id } of resources) if (type === "AWS::S3::Bucket") await emptyBucket(target, id);

  const kept = await deleteStack(target, stack, progress);
  for (const { id } of stateMachines) await untilGone(target, id);
  return kept;
}

/**
 * Throws a UserError where another stack imports what this one exports. CloudFormation would cancel the deletion, and name
 * no resource that failed.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListImports.html
 */
async function refuseWhileInUse(target: Target, { StackName, Outputs = [] }: Stack): Promise<void> {
  const client = target.client(CloudFormationClient);
  for (const { ExportName } of Outputs) {
    if (!ExportName) continue;
    try {
      for await (const { Imports = [] } of paginateListImports({ client }, { ExportName })) {
        if (Imports.length === 0) continue;
        throw new UserError(
          `Stack ${StackName} can't be deleted, because stack ${Imports.join(" and stack ")} uses it: take that down first.`,
          exitCodes.target,
        );
      }
    } catch (error) {
      if (!/is not imported by any stack/.test((error as Error).message)) throw error;
    }
  }
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
  const reasons = failed.map(
    event => `${event.LogicalResourceId} (${event.ResourceStatusReason ?? "no reason given"})`,
  );
  const reason = reasons.join(", ") || (end?.ResourceStatusReason ?? "no reason given");
  throw new UserError(
    `Stack ${StackName} could not be deleted: ${reason.replace(/\.$/, "")}.`,
    exitCodes.target,
  );
}

/** Stops all running executions of a state machine and returns how many there were. */
export async function stopExecutions(target: Target, stateMachineArn: string): Promise<number> {
  const client = target.client(SFNClient);
  let stopped = 0;
  try {
    const query = { stateMachineArn, statusFilter: "RUNNING" } as const;
    for await (const { executions = [] } of paginateListExecutions({ client }, query)) {
      for (const { executionArn = "" } of executions) {
        await stopExecution(client, executionArn, "The stack is being deleted.");
        stopped += 1;
      }
    }
  } catch (error) {
    if (!isMissing(error as Error)) throw error;
  }
  return stopped;
}

/** A deleted state machine stays DELETING, and its name taken, until its last execution has ended. */
async function untilGone(target: Target, stateMachineArn: string): Promise<void> {
  for (const limit = Date.now() + stateMachineDeletionMs; Date.now() < limit; await sleep(target.pollMs)) {
    try {
      await target.client(SFNClient).send(new DescribeStateMachineCommand({ stateMachineArn }));
    } catch (error) {
      if (isMissing(error as Error)) return;
      throw error;
    }
  }
  throw new UserError(
    `State machine ${stateMachineArn} is still being deleted: one of its executions has not ended. Try again later.`,
    exitCodes.target,
  );
}

const isMissing = ({ name }: Error) => name === "StateMachineDoesNotExist";
