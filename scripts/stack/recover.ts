import { randomUUID } from "node:crypto";
import {
  CloudFormationClient,
  ContinueUpdateRollbackCommand,
  type Stack,
  type StackEvent,
} from "@aws-sdk/client-cloudformation";
import { exitCodes, UserError } from "../shared/errors.ts";
import type { Target } from "../targets/index.ts";
import { destroyStack } from "./destroy.ts";
import { followOperation, type StackProgress, waitWhileInProgress } from "./stack.ts";

/** States that CloudFormation leaves a stack in after a failure, and from which it can only be deleted. */
const beyondRepair = ["CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED"];

/**
 * Brings a stack out of whatever state it is in, until a change set can be created for it. Returns it as it then is, or
 * undefined where there is none. Throws a UserError where that fails.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html#cfn-console-view-stack-data-resources-status-codes
 */
export async function readyForChange(
  target: Target,
  stackName: string,
  progress: StackProgress,
): Promise<Stack | undefined> {
  const stack = await waitWhileInProgress(target, stackName, progress);
  const status = stack?.StackStatus ?? "";
  if (beyondRepair.includes(status)) {
    progress.note(
      `Stack ${stackName} is ${status}, left by a failed deployment: deleting it, then creating it again.`,
    );
    await destroyStack(target, stackName, progress);
    return undefined;
  }
  if (status === "UPDATE_ROLLBACK_FAILED") {
    progress.note(`Stack ${stackName} is ${status}: finishing its rollback first.`);
    return await finishRollback(target, stack as Stack, progress);
  }
  return stack;
}

/** Throws a UserError where the rollback fails again. */
async function finishRollback(
  target: Target,
  { StackId = "", StackName = "" }: Stack,
  progress: StackProgress,
): Promise<Stack | undefined> {
  const token = `workshop-${randomUUID()}`;
  await target
    .client(CloudFormationClient)
    .send(new ContinueUpdateRollbackCommand({ StackName: StackId, ClientRequestToken: token }));
  let end: StackEvent | undefined;
  const event = (event: StackEvent) => {
    progress.event(event);
    if (event.PhysicalResourceId === StackId) end = event;
  };
  const after = await followOperation(target, StackId, token, { ...progress, event });
  if (after?.StackStatus !== "UPDATE_ROLLBACK_FAILED") return after;
  throw new UserError(
    `The rollback of stack ${StackName} could not be finished: ` +
      `${end?.ResourceStatusReason ?? "no reason given"} Take it down first, with --fresh.`,
    exitCodes.target,
  );
}
