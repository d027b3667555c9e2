import type { Stack, StackEvent } from "@aws-sdk/client-cloudformation";
import { AwsRefusal, exitCodes, UserError } from "../shared/errors.ts";
import type { Target } from "../targets/index.ts";
import { beginChangeSet, type ChangeSet, createChangeSet, type Deployment } from "./change-set.ts";
import { says } from "./messages.ts";
import { readyForChange } from "./recover.ts";
import { repeatWhatPasses, repeatWhileOutdated } from "./repeat.ts";
import { followOperation, type StackProgress, waitWhileInProgress } from "./stack.ts";

/** The stack as it now is, and whether anything has changed. */
interface Deployed {
  stack: Stack;
  changed: boolean;
}

/**
 * Creates or updates a stack through a change set and waits until it is done. No changes is success. A stack that an
 * earlier deployment left half-way is waited for, repaired, or deleted and created again, as its status demands.
 * Throws a UserError with the first resource that failed and the reason; an AwsRefusal where the template is at fault.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-changesets.html
 */
export async function deployStack(
  target: Target,
  deployment: Deployment,
  progress: StackProgress,
): Promise<Deployed> {
  return await repeatWhatPasses(progress, () =>
    repeatWhileOutdated(target, deployment.name, progress, () => deployOnce(target, deployment, progress)),
  );
}

async function deployOnce(
  target: Target,
  deployment: Deployment,
  progress: StackProgress,
): Promise<Deployed> {
  const existing = await readyForChange(target, deployment.name, progress);
  const changeSet = await createChangeSet(target, deployment, existing);
  if (changeSet) return { stack: await executeChangeSet(target, changeSet, progress), changed: true };
  if (!existing)
    throw new UserError(`CloudFormation finds nothing to create in ${deployment.name}.`, exitCodes.target);
  // Another run may have made the changes since the stack was read: its outputs are then no longer those.
  const stack = await waitWhileInProgress(target, deployment.name, progress);
  if (!stack) throw goneError(deployment.name);
  return { stack, changed: false };
}

async function executeChangeSet(
  target: Target,
  changeSet: ChangeSet,
  progress: StackProgress,
): Promise<Stack> {
  const { StackName, StackId, ChangeSetName } = changeSet;
  await beginChangeSet(target, changeSet);
  const failures: StackEvent[] = [];
  const event = (event: StackEvent) => {
    progress.event(event);
    if (isRootCause(event)) failures.push(event);
  };
  const stack = await followOperation(target, StackId, ChangeSetName, { ...progress, event });
  if (!stack) throw goneError(StackName);
  if (stack.StackStatus === "CREATE_COMPLETE" || stack.StackStatus === "UPDATE_COMPLETE") return stack;
  const [first] = failures;
  const cause = first
    ? `${first.LogicalResourceId} (${first.ResourceType}) failed: ${first.ResourceStatusReason ?? "no reason given"}`
    : (stack.StackStatusReason ?? "CloudFormation gives no reason.");
  const message = `Stack ${StackName} could not be deployed and is now ${stack.StackStatus}. ${cause}`;
  throw says.notItsTemplate.test(cause) ? new UserError(message, exitCodes.target) : new AwsRefusal(message);
}

/** Whether a resource failed by itself, and was not merely cancelled because another one failed. */
function isRootCause({
  ResourceStatus,
  ResourceStatusReason = "",
  PhysicalResourceId,
  StackId,
}: StackEvent): boolean {
  const withAnother = says.failedWithAnother.test(ResourceStatusReason);
  return ResourceStatus?.endsWith("_FAILED") === true && !withAnother && PhysicalResourceId !== StackId;
}

function goneError(stackName: string): UserError {
  return new UserError(
    `Stack ${stackName} was deleted while it was being deployed. Run the step again.`,
    exitCodes.target,
  );
}
