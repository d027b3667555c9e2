import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  type DescribeChangeSetOutput,
  ExecuteChangeSetCommand,
  type Parameter,
  type Stack,
} from "@aws-sdk/client-cloudformation";
import { AwsRefusal } from "../shared/errors.ts";
import { readLagMs, type Target } from "../targets/index.ts";
import { says } from "./messages.ts";
import type { PlannedStack } from "./plan.ts";
import { isOutdated } from "./repeat.ts";
import type { Template } from "./template.ts";

/** What a stack is to become. */
export interface Deployment extends Pick<PlannedStack, "name" | "template" | "body" | "parameters"> {
  tags: { Key: string; Value: string }[];
}

/** A change set that can be executed. */
export interface ChangeSet {
  StackName: string;
  StackId: string;
  ChangeSetName: string;
}

/**
 * Creates a change set; undefined where the template would change nothing. Throws an AwsRefusal where
 * CloudFormation does not take the template.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html
 */
export async function createChangeSet(
  target: Target,
  { name: StackName, template, body, parameters, tags }: Deployment,
  existing: Stack | undefined,
): Promise<ChangeSet | undefined> {
  const client = target.client(CloudFormationClient);
  const update = existing !== undefined && existing.StackStatus !== "REVIEW_IN_PROGRESS";
  // A new `created` tag would count as a change of every resource.
  const created = existing?.Tags?.find(tag => tag.Key === "created");
  const changeSet = { StackName, ChangeSetName: `workshop-${randomUUID()}` };
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
  if (says.nothingToChange.test(StatusReason)) return undefined;
  throw new AwsRefusal(`CloudFormation refused the template of ${StackName}: ${StatusReason}`);
}

/**
 * Begins to execute a change set; the events of that carry its name as their ClientRequestToken.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ExecuteChangeSet.html
 */
export async function beginChangeSet(target: Target, { StackName, ChangeSetName }: ChangeSet): Promise<void> {
  try {
    await target
      .client(CloudFormationClient)
      .send(new ExecuteChangeSetCommand({ StackName, ChangeSetName, ClientRequestToken: ChangeSetName }));
  } catch (error) {
    if (!(await wasExecuted(target, { StackName, ChangeSetName }, error as Error))) throw error;
  }
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
