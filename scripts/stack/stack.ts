import { setTimeout as sleep } from "node:timers/promises";
import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  paginateListStackResources,
  type Stack,
  type StackEvent,
} from "@aws-sdk/client-cloudformation";
import type { Target } from "../target/index.ts";

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
    const { name, message } = error as Error;
    if (name === "ValidationError" && /does not exist/.test(message)) return undefined;
    throw error;
  }
}

/** The physical ids of a stack's resources by their logical ids. */
export async function stackResources(
  target: Target,
  nameOrId: string,
): Promise<Record<string, { type: string; id: string }>> {
  const resources: Record<string, { type: string; id: string }> = {};
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

/** Whether an operation is under way on a stack. REVIEW_IN_PROGRESS is none: that stack waits for a change set. */
export function isInProgress(stack: Stack | undefined): boolean {
  const status = stack?.StackStatus ?? "";
  return status.endsWith("_IN_PROGRESS") && status !== "REVIEW_IN_PROGRESS";
}

/** Waits for the operation that is under way on a stack, if any, and returns the stack as it then is. */
export async function waitWhileInProgress(
  target: Target,
  stackName: string,
  progress: StackProgress,
): Promise<Stack | undefined> {
  const stack = await describeStack(target, stackName);
  if (!isInProgress(stack)) return stack;
  progress.note(`Stack ${stackName} is ${stack?.StackStatus}: waiting until that is done.`);
  return await followOperation(target, stack as Stack, progress, current => !isInProgress(current));
}

/**
 * Tells a stack's events as they come until an operation on it is done, and returns the stack as it then is: undefined
 * where it is deleted. `known` are ids of events that are not to be told; the newest one is enough.
 */
export async function followOperation(
  target: Target,
  { StackId = "" }: Stack,
  progress: StackProgress,
  done: (stack: Stack | undefined) => boolean,
  known = new Set<string>(),
): Promise<Stack | undefined> {
  for (;;) {
    // By its id a stack can still be read once it is deleted.
    const stack = await describeStack(target, StackId);
    await tellNewEvents(target, StackId, progress, known);
    if (done(stack)) return stack?.StackStatus === "DELETE_COMPLETE" ? undefined : stack;
    await sleep(target.pollMs);
  }
}

/** The id of a stack's newest event, to tell only those that come after it. */
export async function newestEvent(target: Target, stackId: string): Promise<Set<string>> {
  const { StackEvents } = await target
    .client(CloudFormationClient)
    .send(new DescribeStackEventsCommand({ StackName: stackId }));
  return new Set(StackEvents?.[0]?.EventId ? [StackEvents[0].EventId] : []);
}

async function tellNewEvents(
  target: Target,
  stackId: string,
  progress: StackProgress,
  known: Set<string>,
): Promise<void> {
  const fresh: StackEvent[] = [];
  let NextToken: string | undefined;
  do {
    const page = await target
      .client(CloudFormationClient)
      .send(new DescribeStackEventsCommand({ StackName: stackId, NextToken }));
    const events = page.StackEvents ?? [];
    const firstKnown = events.findIndex(event => known.has(event.EventId ?? "")); // the newest event comes first
    fresh.push(...(firstKnown === -1 ? events : events.slice(0, firstKnown)));
    NextToken = firstKnown === -1 ? page.NextToken : undefined;
  } while (NextToken);
  for (const event of fresh.reverse()) {
    known.add(event.EventId ?? "");
    progress.event(event);
  }
}
