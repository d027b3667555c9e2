import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { executionArn } from "../shared/arn.ts";
import { readLagMs } from "../targets/index.ts";
import { isMissing } from "../targets/is-missing.ts";

/** Milliseconds between two tries: a new state machine is known within seconds. */
const pauseMs = 500;

/**
 * Starts an execution of a state machine and returns its ARN. Its name begins with a word, which says what it is for. A
 * state machine that has just been created may not be known yet: it is tried for as long as that can be.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
 */
export async function startExecution(
  sfn: SFNClient,
  stateMachineArn: string | undefined,
  input: unknown,
  word = "verify",
): Promise<string> {
  const name = `${word}-${randomUUID()}`; // so that a call which the SDK repeats starts no second execution
  for (const patience = Date.now() + readLagMs; ; await sleep(pauseMs)) {
    try {
      const started = await sfn.send(
        new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
      );
      return started.executionArn ?? "";
    } catch (error) {
      // Nobody else has this name: the first call started it, but its answer was lost.
      if ((error as Error).name === "ExecutionAlreadyExists")
        return executionArn(stateMachineArn ?? "", name);
      if (!isMissing(error) || Date.now() > patience) throw error;
    }
  }
}
