import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CloudFormationClient,
  ContinueUpdateRollbackCommand,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  type DescribeChangeSetOutput,
  ExecuteChangeSetCommand,
  type Parameter,
  type Stack,
  type StackEvent,
} from "@aws-sdk/client-cloudformation";
import { exitCodes, UserError } from "../shared/errors.ts";
import { readLagMs, type Target } from "../targets/index.ts";
import { destroyStack } from "./destroy.ts";
import type { PlannedStack } from "./plan.ts";
import {
  describeStack,
  followOperation,
  isInProgress,
  type StackProgress,
  waitWhileInProgress,
} from "./stack.ts";
import type { Template } from "./template.ts";

export interface Deployment extends Pick<PlannedStack, "name" | "template" | "body" | "parameters"> {
  tags: { Key: string; Value: string }[];
}

/** States that CloudFormation leaves a stack in after a failure, and from which it can only be deleted. */
const beyondRepair = ["CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED"];

/**
 * Creates or updates a stack through a change set and waits until it is done. No changes is success. A stack that an
 * earlier deployment left half-way is waited for, taken up again or made anew, whichever its status asks for. One that
 * fails because a new role is not known everywhere yet is deployed once more.
 * Throws a UserError with the first resource that failed and the reason.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-changesets.html
 */
export async function deployStack(
  target: Target,
  deployment: Deployment,
  progress: StackProgress,
): Promise<{ stack: Stack; changed: boolean }> {
  const { name: stackName } = deployment;
  let patience: number | undefined; // from the first refusal on
  let isRepeated = false;
  for (;;) {
    try {
      const existing = await readyForChange(target, stackName, progress);
      const changeSet = await createChangeSet(target, deployment, existing);
      if (changeSet) return { stack: await executeChangeSet(target, changeSet, progress), changed: true };
      if (existing) return { stack: existing, changed: false };
      throw new UserError(`CloudFormation finds nothing to create in ${stackName}.`, exitCodes.target);
    } catch (error) {
      if (!isRepeated && isTooEarly(error as Error)) {
        isRepeated = true;
        progress.note(`${(error as Error).message} AWS may not know a new role everywhere yet: once more.`);
        continue;
      }
      if (!isOutdated(error as Error)) throw error;
      patience ??= Date.now() + readLagMs;
      if (isInProgress(await describeStack(target, stackName))) {
        progress.note(`Stack ${stackName} is being changed by another run: waiting for it.`);
        patience = Date.now() + readLagMs;
      } else if (Date.now() > patience) throw error;
      await sleep(target.pollMs);
    }
  }
}

/**
 * Whether a call was refused because the stack is not, or no longer, as it was read a moment ago: reads may lag behind,
 * and another run may change the same stack.
 */
function isOutdated({ name, message }: Error): boolean {
  if (name === "ValidationError") return /does not exist|already exists|is in \S+ state/.test(message);
  return /^(AlreadyExists|InvalidChangeSetStatus|ChangeSetNotFound|OperationInProgress|StaleRequest)/.test(
    name,
  );
}

/**
 * Whether a deployment failed because a service did not know a new role yet, or what it allows.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
function isTooEarly({ message }: Error): boolean {
  return /unable to assume role|cannot be assumed|Role \S+ is not authorized to perform/i.test(message);
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

/** A change set that can be executed. */
interface ChangeSet {
  StackName: string;
  StackId: string;
  ChangeSetName: string;
}

/** Creates a change set; undefined where the template would change nothing. */
async function createChangeSet(
  target: Target,
  { name: stackName, template, body, parameters, tags }: Deployment,
  existing: Stack | undefined,
): Promise<ChangeSet | undefined> {
  const client = target.client(CloudFormationClient);
  const update = existing !== undefined && existing.StackStatus !== "REVIEW_IN_PROGRESS";
  // A new `created` tag would count as a change of every resource.
  const created = existing?.Tags?.find(tag => tag.Key === "created");
  const changeSet = { StackName: stackName, ChangeSetName: `workshop-${randomUUID()}` };
  try {
    await client.send(
      new CreateChangeSetCommand({
        ...changeSet,
        ClientToken: changeSet.ChangeSetName,
        ChangeSetType: update ? "UPDATE" : "CREATE",
        TemplateBody: body,
        Parameters: parameterList(parameters, template, existing),
        Tags: tags.map(tag => (tag.Key === "created" && created ? created : tag)),
        Capabilities: ["CAPABILITY_IAM"],
      }),
    );
  } catch (error) {
    // Nobody else has this name: it exists when the SDK repeats a call whose answer was lost.
    if ((error as Error).name !== "AlreadyExistsException") throw error;
  }
  const {
    Status,
    StatusReason = "no reason given",
    StackId = "",
  } = await createdChangeSet(target, changeSet);
  if (Status !== "FAILED") return { ...changeSet, StackId };
  await client.send(new DeleteChangeSetCommand(changeSet));
  if (/didn't contain changes|No updates are to be performed/i.test(StatusReason)) return undefined;
  throw new UserError(
    `CloudFormation refused the template of ${stackName}: ${StatusReason}`,
    exitCodes.target,
  );
}

/** Waits until CloudFormation has worked out a change set, whatever came of that. */
async function createdChangeSet(
  target: Target,
  changeSet: { StackName: string; ChangeSetName: string },
): Promise<DescribeChangeSetOutput> {
  for (const patience = Date.now() + readLagMs; ; await sleep(target.pollMs)) {
    try {
      const description = await target
        .client(CloudFormationClient)
        .send(new DescribeChangeSetCommand(changeSet));
      if (description.Status === "CREATE_COMPLETE" || description.Status === "FAILED") return description;
    } catch (error) {
      if (!isOutdated(error as Error) || Date.now() > patience) throw error;
    }
  }
}

/** The given values, and for other parameters that the stack has already the values that it has. */
function parameterList(
  values: Record<string, string>,
  template: Template,
  existing: Stack | undefined,
): Parameter[] {
  const names = Object.keys(template.Parameters ?? {});
  const known = new Set(existing?.Parameters?.map(({ ParameterKey }) => ParameterKey));
  return names.flatMap((ParameterKey): Parameter[] => {
    if (ParameterKey in values) return [{ ParameterKey, ParameterValue: values[ParameterKey] ?? "" }];
    return known.has(ParameterKey) ? [{ ParameterKey, UsePreviousValue: true }] : [];
  });
}

async function executeChangeSet(
  target: Target,
  { StackName, StackId, ChangeSetName }: ChangeSet,
  progress: StackProgress,
): Promise<Stack> {
  try {
    await target
      .client(CloudFormationClient)
      .send(new ExecuteChangeSetCommand({ StackName, ChangeSetName, ClientRequestToken: ChangeSetName }));
  } catch (error) {
    if (!(await wasExecuted(target, { StackName, ChangeSetName }, error as Error))) throw error;
  }
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
  throw new UserError(
    `Stack ${StackName} could not be deployed and is now ${stack.StackStatus}. ${cause}`,
    exitCodes.target,
  );
}

/**
 * Whether the execution of a change set was refused only because the SDK repeated a call whose answer was lost: nobody
 * else knows its name. (By the token CloudFormation recognizes such a call; not every implementation does.)
 */
async function wasExecuted(
  target: Target,
  changeSet: { StackName: string; ChangeSetName: string },
  { name }: Error,
): Promise<boolean> {
  if (name !== "InvalidChangeSetStatusException" && name !== "InvalidChangeSetStatus") return false;
  const { ExecutionStatus = "" } = await target
    .client(CloudFormationClient)
    .send(new DescribeChangeSetCommand(changeSet));
  return ExecutionStatus.startsWith("EXECUTE_");
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
