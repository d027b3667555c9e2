import { randomUUID } from "node:crypto";
import { type SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";

/** Starts an execution of a state machine and returns its ARN. */
export async function startExecution(
  sfn: SFNClient,
  stateMachineArn: string | undefined,
  input: unknown,
): Promise<string> {
  const { executionArn = "" } = await sfn.send(
    new StartExecutionCommand({
      stateMachineArn,
      name: `verify-${randomUUID()}`, // so that a call which the SDK repeats starts no second execution
      input: JSON.stringify(input),
    }),
  );
  return executionArn;
}
