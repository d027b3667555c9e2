import { randomUUID } from "node:crypto";
import { paginateListStateMachines, SFNClient } from "@aws-sdk/client-sfn";
import type { Target } from "../targets/index.ts";

// A verification makes state machines for a while that belong to no stack. Where it is killed, they stay.

/**
 * The name of a state machine that a verification makes beside those of a stack: another one each time, since a name
 * stays taken until the state machine that had it is deleted, and AWS does not say how long that takes.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachine.html
 */
export function partName(stackName: string): string {
  return `${stackName}-part-${randomUUID().slice(0, 8)}`;
}

/** Whether a state machine, by its name or ARN, is one of those; of this stack, where one is given. */
export function isPart(stateMachine: string, stackName = ""): boolean {
  const [name = ""] = stateMachine.split(":").slice(-1);
  const [, owner] = /^(.+)-part-[0-9a-f]{8}$/.exec(name) ?? [];
  return owner !== undefined && (stackName === "" || owner === stackName);
}

/**
 * The ARNs of all such state machines in a target's account and region.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachines.html
 */
export async function listParts(target: Target): Promise<string[]> {
  const found: string[] = [];
  const client = target.client(SFNClient);
  for await (const { stateMachines = [] } of paginateListStateMachines({ client }, {}))
    found.push(...stateMachines.map(({ stateMachineArn = "" }) => stateMachineArn));
  return found.filter(arn => isPart(arn));
}
