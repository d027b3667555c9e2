import { randomUUID } from "node:crypto";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  type SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { until } from "./emulators.ts";

/** An execution that has ended. */
export interface Run {
  description: DescribeExecutionCommandOutput;
  events: HistoryEvent[];
}

/** Run a state machine that is made of a definition, once. */
export async function run(sfn: SFNClient, definition: object, input: unknown = {}): Promise<Run> {
  return await ended(sfn, await start(sfn, definition, input));
}

/** Start a state machine that is made of a definition; returns the execution's ARN. */
export async function start(sfn: SFNClient, definition: object, input: unknown = {}): Promise<string> {
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({
      name: randomUUID(),
      roleArn: "arn:aws:iam::000000000000:role/behaviour",
      definition: JSON.stringify(definition),
    }),
  );
  const { executionArn = "" } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
  );
  return executionArn;
}

/** Wait for an execution's end, for so many seconds at most. */
export async function ended(sfn: SFNClient, executionArn: string, seconds?: number): Promise<Run> {
  const description = await until(async () => {
    const seen = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return seen.status === "RUNNING" ? undefined : seen;
  }, seconds);
  return { description, events: await history(sfn, executionArn) };
}

/** The events of an execution so far, up to a thousand. */
export async function history(sfn: SFNClient, executionArn: string): Promise<HistoryEvent[]> {
  const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
  return events;
}

/** A state machine of one state, `Only`, which ends it unless it says otherwise, and of others that it leads to. */
export function only(state: object, others: Record<string, object> = {}): object {
  const ends = "Next" in state || ["Choice", "Succeed", "Fail"].includes((state as { Type: string }).Type);
  return { StartAt: "Only", States: { Only: ends ? state : { ...state, End: true }, ...others } };
}

/** What came of a run: its output, or its error and cause. */
export function result({ description: { status, output, error, cause } }: Run): unknown {
  return status === "SUCCEEDED" ? JSON.parse(output ?? "null") : [error, cause];
}

export const types = ({ events }: Run) => events.map(({ type }) => type);
