import { DescribeStateMachineCommand, SFNClient } from "@aws-sdk/client-sfn";
import * as assert from "uvu/assert";
import type { Execution } from "../execution/follow.ts";
import type { Target } from "../targets/index.ts";

/** The names of the states that an execution entered, in order. */
export function pathOf(execution: Execution): string[] {
  return execution.visits.map(({ name }) => name);
}

/** How much longer than its `Seconds` a Wait may take, in seconds: engines look at the clock from time to time. */
const waitTolerance = 2;

/** Asserts that an execution spent the given time, in seconds, in a Wait state: no less, and hardly more. */
export function assertWaited(execution: Execution, state: string, expected: number): void {
  const visit = execution.visits.find(({ name }) => name === state);
  if (!visit?.exitedAt) throw new Error(`the execution did not pass through the state "${state}"`);
  const actual = (visit.exitedAt.getTime() - visit.enteredAt.getTime()) / 1000;
  // Timestamps are cut to milliseconds: a wait of 5 s may read as 4.999.
  if (actual < expected - 0.01 || actual > expected + waitTolerance) {
    assert.is(`${actual.toFixed(1)} s`, `${expected.toFixed(1)} s`, `the time spent in "${state}"`);
  }
}

/** The definition that a state machine runs with. */
export async function deployedDefinition(
  target: Target,
  stateMachineArn: string | undefined,
): Promise<unknown> {
  const { definition = "" } = await target
    .client(SFNClient)
    .send(new DescribeStateMachineCommand({ stateMachineArn }));
  return JSON.parse(definition);
}
