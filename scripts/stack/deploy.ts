import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CloudFormationClient,
  ContinueUpdateRollbackCommand,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  type Parameter,
  type Stack,
  type StackEvent,
} from "@aws-sdk/client-cloudformation";
import { exitCodes, UserError } from "../errors.ts";
import type { Target } from "../target/index.ts";
import { destroyStack } from "./destroy.ts";
import {
  describeStack,
  followOperation,
  isInProgress,
  newestEvent,
  type StackProgress,
  waitWhileInProgress,
} from "./stack.ts";
import { readTemplate } from "./template.ts";

export interface Deployment {
  stackName: string;
  /** The compiled template. */
  template: string;
  parameters: Record<string, string>;
  tags: { Key: string; Value: string }[];
}

/** States that CloudFormation leaves a stack in after a failure, and from which it can only be deleted. */
const beyondRepair = ["CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED"];

/**
 * Creates or updates a stack through a change set and waits until it is done. No changes is success. A stack that an
 * earlier deployment left half-way is waited for, taken up again or made anew, whichever its status asks for.
 * Throws a UserError with the first resource that failed and the reason.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-changesets.html
 */
export async function deployStack(
  target: Target,
  deployment: Deployment,
  progress: StackProgress,
): Promise<{ stack: Stack; changed: boolean }> {
  const { stackName } = deployment;
  for (;;) {
    const existing = await readyForChange(target, stackName, progress);
    try {
      const changeSet = await createChangeSet(target, deployment, existing);
      if (!changeSet && existing) return { stack: existing, changed: false };
      if (changeSet)
        return { stack: await executeChangeSet(target, changeSet, stackName, progress), changed: true };
    } catch (error) {
      if (!(await takenByAnother(target, stackName, existing, error as Error))) throw error;
      progress.note(`Stack ${stackName} is being changed by another run: waiting for it.`);
    }
  }
}

/** Errors that CloudFormation answers with when a stack or its change set is no longer as it was a moment ago. */
const refusals =
  /^(ValidationError|InvalidChangeSetStatus|ChangeSetNotFound|OperationInProgress|StaleRequest)/;

/** Whether a change was refused only because another run changes the same stack, or has just changed it. */
async function takenByAnother(
  target: Target,
  stackName: string,
  before: Stack | undefined,
  error: Error,
): Promise<boolean> {
  if (!refusals.test(error.name)) return false;
  const stack = await describeStack(target, stackName);
  return isInProgress(stack) || hasMovedOn(before, stack);
}

/** Brings a stack out of whatever state it is in, until a change set can be created for it. */
async function readyForChange(
  target: Target,
  stackName: string,
  progress: StackProgress,
): Promise<Stack | undefined> {
  const stack = await waitWhileInProgress(target, stackName, progress);
  const status = stack?.StackStatus ?? "";
  if (beyondRepair.includes(status)) {
    progress.note(
      `Stack ${stackName} is ${status}, left by a failed deployment: deleting it, then making it anew.`,
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
  stack: Stack,
  progress: StackProgress,
): Promise<Stack | undefined> {
  const { StackId = "", StackName = "" } = stack;
  const known = await newestEvent(target, StackId);
  await target.client(CloudFormationClient).send(new ContinueUpdateRollbackCommand({ StackName: StackId }));
  let failure: StackEvent | undefined;
  const event = (event: StackEvent) => {
    progress.event(event);
    if (event.PhysicalResourceId === StackId && event.ResourceStatus === "UPDATE_ROLLBACK_FAILED")
      failure = event;
  };
  // The status alone may still be that of the rollback before.
  const after = await followOperation(
    target,
    stack,
    { ...progress, event },
    current =>
      failure !== undefined || !/_IN_PROGRESS$|^UPDATE_ROLLBACK_FAILED$/.test(current?.StackStatus ?? ""),
    known,
  );
  if (!failure) return after;
  throw new UserError(
    `The rollback of stack ${StackName} could not be finished: ` +
      `${failure.ResourceStatusReason ?? "no reason given"} Take it down first, with --fresh.`,
    exitCodes.target,
  );
}

/** Returns the change set's id, or undefined where the template would change nothing. */
async function createChangeSet(
  target: Target,
  { stackName, template, parameters, tags }: Deployment,
  existing: Stack | undefined,
): Promise<string | undefined> {
  const update = existing !== undefined && existing.StackStatus !== "REVIEW_IN_PROGRESS";
  // A new `created` tag would count as a change of every resource.
  const created = existing?.Tags?.find(tag => tag.Key === "created");
  const { Id } = await target.client(CloudFormationClient).send(
    new CreateChangeSetCommand({
      StackName: stackName,
      ChangeSetName: `workshop-${randomUUID()}`,
      ChangeSetType: update ? "UPDATE" : "CREATE",
      TemplateBody: template,
      Parameters: parameterList(parameters, template, existing),
      Tags: tags.map(tag => (tag.Key === "created" && created ? created : tag)),
      Capabilities: ["CAPABILITY_IAM"],
    }),
  );
  for (;;) {
    const changeSet = await target
      .client(CloudFormationClient)
      .send(new DescribeChangeSetCommand({ ChangeSetName: Id }));
    if (changeSet.Status === "CREATE_COMPLETE") return Id;
    if (changeSet.Status === "FAILED") {
      const reason = changeSet.StatusReason ?? "no reason given";
      await target.client(CloudFormationClient).send(new DeleteChangeSetCommand({ ChangeSetName: Id }));
      if (/didn't contain changes|No updates are to be performed/i.test(reason)) return undefined;
      throw new UserError(`CloudFormation refused the template of ${stackName}: ${reason}`, exitCodes.target);
    }
    await sleep(target.pollMs);
  }
}

/** The given values, and for other parameters that the stack has already the values that it has. */
function parameterList(
  values: Record<string, string>,
  template: string,
  existing: Stack | undefined,
): Parameter[] {
  const names = Object.keys(readTemplate(template).Parameters ?? {});
  const known = new Set(existing?.Parameters?.map(({ ParameterKey }) => ParameterKey));
  return names.flatMap((ParameterKey): Parameter[] => {
    if (ParameterKey in values) return [{ ParameterKey, ParameterValue: values[ParameterKey] ?? "" }];
    return known.has(ParameterKey) ? [{ ParameterKey, UsePreviousValue: true }] : [];
  });
}

async function executeChangeSet(
  target: Target,
  changeSet: string,
  stackName: string,
  progress: StackProgress,
): Promise<Stack> {
  const before = await describeStack(target, stackName);
  if (!before) throw goneError(stackName);
  const known = await newestEvent(target, before.StackId ?? stackName);
  await target.client(CloudFormationClient).send(new ExecuteChangeSetCommand({ ChangeSetName: changeSet }));

  const failures: StackEvent[] = [];
  const stack = await followOperation(
    target,
    before,
    {
      ...progress,
      event: event => {
        progress.event(event);
        if (isRootCause(event)) failures.push(event);
      },
    },
    current => hasMovedOn(before, current) && !isInProgress(current),
    known,
  );
  if (!stack) throw goneError(stackName);
  if (stack.StackStatus === "CREATE_COMPLETE" || stack.StackStatus === "UPDATE_COMPLETE") return stack;
  const [first] = failures;
  const cause = first
    ? `${first.LogicalResourceId} (${first.ResourceType}) failed: ${first.ResourceStatusReason ?? "no reason given"}`
    : (stack.StackStatusReason ?? "CloudFormation gives no reason.");
  throw new UserError(
    `Stack ${stackName} could not be deployed and is now ${stack.StackStatus}. ${cause}`,
    exitCodes.target,
  );
}

/** Reads may lag behind the start of an operation: a stack that looks as it did before has not moved yet. */
function hasMovedOn(before: Stack | undefined, current: Stack | undefined): boolean {
  return (
    current?.StackStatus !== before?.StackStatus ||
    current?.LastUpdatedTime?.getTime() !== before?.LastUpdatedTime?.getTime()
  );
}

/** Whether a resource failed by itself, and was not merely cancelled because another one failed. */
function isRootCause({
  ResourceStatus,
  ResourceStatusReason,
  PhysicalResourceId,
  StackId,
}: StackEvent): boolean {
  const cancelled = /cancelled|The following resource\(s\) failed/i.test(ResourceStatusReason ?? "");
  return ResourceStatus?.endsWith("_FAILED") === true && !cancelled && PhysicalResourceId !== StackId;
}

function goneError(stackName: string): UserError {
  return new UserError(
    `Stack ${stackName} was deleted while it was being deployed. Run the step again.`,
    exitCodes.target,
  );
}
