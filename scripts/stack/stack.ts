import { setTimeout as sleep } from "node:timers/promises";
import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateDescribeStackEvents,
  paginateListImports,
  paginateListStackResources,
  type Stack,
  type StackEvent,
} from "@aws-sdk/client-cloudformation";
import { readLagMs, type Target } from "../targets/index.ts";
import { says } from "./messages.ts";

/** Who is told while a stack changes. */
export interface StackProgress {
  /** Called once for each event of the stack. */
  event: (event: StackEvent) => void;
  /** Called with a sentence for people. */
  note: (sentence: string) => void;
}

/** A stack by its name or id, or undefined where there is none (a deleted one is found by its id only). */
export async function describeStack(target: Target, nameOrId: string): Promise<Stack | undefined> {
  try {
    const { Stacks } = await target
      .client(CloudFormationClient)
      .send(new DescribeStacksCommand({ StackName: nameOrId }));
    return Stacks?.[0];
  } catch (error) {
    if (isNoStack(error as Error)) return undefined;
    throw error;
  }
}

/** A resource of a stack: its type, such as `AWS::S3::Bucket`, and its physical id. */
export interface StackResource {
  type: string;
  id: string;
}

/** A stack's resources by their logical ids. */
export async function stackResources(
  target: Target,
  nameOrId: string,
): Promise<Record<string, StackResource>> {
  const resources: Record<string, StackResource> = {};
  for await (const page of paginateListStackResources(
    { client: target.client(CloudFormationClient) },
    { StackName: nameOrId },
  )) {
    for (const { LogicalResourceId, ResourceType, PhysicalResourceId } of page.StackResourceSummaries ?? []) {
      if (LogicalResourceId && PhysicalResourceId) {
        resources[LogicalResourceId] = { type: ResourceType ?? "", id: PhysicalResourceId };
      }
    }
  }
  return resources;
}

/**
 * The names of the stacks that import what a stack exports.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListImports.html
 */
export async function importingStacks(target: Target, { Outputs = [] }: Stack): Promise<string[]> {
  const client = target.client(CloudFormationClient);
  const importing = new Set<string>();
  for (const { ExportName } of Outputs) {
    if (!ExportName) continue;
    try {
      for await (const { Imports = [] } of paginateListImports({ client }, { ExportName })) {
        for (const name of Imports) importing.add(name);
      }
    } catch (error) {
      if (!says.notImported.test((error as Error).message)) throw error;
    }
  }
  return [...importing];
}

/** Whether an operation is under way on a stack. In REVIEW_IN_PROGRESS there is none: that stack waits for a change set. */
export function isInProgress(stack: Pick<Stack, "StackStatus"> | undefined): boolean {
  const status = stack?.StackStatus ?? "";
  return status.endsWith("_IN_PROGRESS") && status !== "REVIEW_IN_PROGRESS";
}

/** Waits for the operation that is under way on a stack, if any, and returns the stack as it then is. */
export async function waitWhileInProgress(
  target: Target,
  stackName: string,
  progress: StackProgress,
): Promise<Stack | undefined> {
  let stack = await describeStack(target, stackName);
  if (!stack || !isInProgress(stack)) return stack;
  progress.note(`Stack ${stackName} is ${stack.StackStatus}: waiting until that is done.`);
  const { StackId = "" } = stack; // by its id a stack can still be read once it is deleted
  const known = new Set<string>();
  while (isInProgress(stack)) {
    await sleep(target.pollMs);
    stack = await describeStack(target, StackId);
    for (const event of await newEvents(target, StackId, known)) progress.event(event);
  }
  return stack?.StackStatus === "DELETE_COMPLETE" ? undefined : stack;
}

/**
 * Tells the events of an operation on a stack as they come until it is done, and returns the stack as it then is:
 * undefined where it is deleted. The operation is known by the ClientRequestToken that it was started with; the stack's
 * status alone would not do, since a read that lags behind shows the one from before.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackEvent.html
 */
export async function followOperation(
  target: Target,
  stackId: string,
  token: string,
  progress: StackProgress,
): Promise<Stack | undefined> {
  const known = new Set<string>();
  let lastSign = Date.now();
  let ownStatus: StackEvent["ResourceStatus"];
  let overtaken = false;
  for (;;) {
    for (const event of await newEvents(target, stackId, known, token)) {
      if (event.ClientRequestToken !== token) {
        overtaken ||= isFinal(ownStatus);
        continue;
      }
      lastSign = Date.now();
      if (event.PhysicalResourceId === stackId) ownStatus = event.ResourceStatus;
      progress.event(event);
    }
    const stack = await describeStack(target, stackId);
    const status = stack?.StackStatus ?? "DELETE_COMPLETE";
    // Without any sign of ours for so long, the operation had nothing to do. Twice the lag, since it may begin slowly, too.
    const isDone = overtaken || status === ownStatus || Date.now() - lastSign > 2 * readLagMs;
    if (isDone && !isInProgress({ StackStatus: status })) {
      // How a later operation went says nothing about ours.
      const end = isFinal(ownStatus) ? (ownStatus as Stack["StackStatus"]) : status;
      return stack && end !== "DELETE_COMPLETE" ? { ...stack, StackStatus: end } : undefined;
    }
    await sleep(target.pollMs);
  }
}

function isFinal(status: StackEvent["ResourceStatus"]): boolean {
  return status !== undefined && !status.endsWith("_IN_PROGRESS");
}

/**
 * A stack's events that are not yet known, oldest first. With a token, those before the token's operation are left out,
 * and at first all but the newest page as long as there is none of it.
 */
async function newEvents(
  target: Target,
  stackId: string,
  known: Set<string>,
  token?: string,
): Promise<StackEvent[]> {
  const fresh: StackEvent[] = [];
  let ownSeen = false;
  const isOld = ({ EventId = "", ClientRequestToken }: StackEvent) => {
    if (ClientRequestToken === token) ownSeen = true;
    return known.has(EventId) || (token !== undefined && ownSeen && ClientRequestToken !== token);
  };
  const pages = paginateDescribeStackEvents(
    { client: target.client(CloudFormationClient) },
    { StackName: stackId },
  );
  try {
    for await (const { StackEvents = [] } of pages) {
      const firstOld = StackEvents.findIndex(isOld); // the newest event comes first
      fresh.push(...(firstOld === -1 ? StackEvents : StackEvents.slice(0, firstOld)));
      if (firstOld !== -1 || (token !== undefined && !ownSeen)) break;
    }
  } catch (error) {
    if (!isNoStack(error as Error)) throw error;
  }
  for (const { EventId = "" } of fresh) known.add(EventId);
  return fresh.reverse();
}

/** CloudFormation has no error of its own for a stack that is not there. */
function isNoStack({ name, message }: Error): boolean {
  return name === "ValidationError" && says.noSuchStack.test(message);
}
