import { randomUUID } from "node:crypto";
import { type SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { executionArn } from "../shared/arn.ts";

/**
 * Starts an execution of a state machine and returns its ARN. Its name begins with a word, which says what it is for.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export async function startExecution(
  sfn: SFNClient,
  stateMachineArn: string | undefined,
  input: unknown,
  word = "verify",
): Promise<string> {
  const name = `${word}-${randomUUID()}`; // so that a call which the SDK repeats starts no second execution
  try {
    const started = await sfn.send(
      new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
    );
    return started.executionArn ?? "";
  } catch (error) {
    // Nobody else has this name: the first call started it, but its answer was lost.
    if ((error as Error).name !== "ExecutionAlreadyExists") throw error;
    return executionArn(stateMachineArn ?? "", name);
  }
}
