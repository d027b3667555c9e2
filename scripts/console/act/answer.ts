import {
  DescribeExecutionCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import { allStates, type Definition } from "../../execution/definition.ts";
import { readHistory } from "../../execution/follow.ts";
import { readJson } from "../../execution/json.ts";
import { openWalk } from "../../execution/walk.ts";
import { exitCodes, UserError } from "../../shared/errors.ts";
import type { Target } from "../../targets/index.ts";
import type { Answer } from "../messages.ts";
import { definitionOfExecution } from "../watch/execution-definition.ts";
import { uncoverToken } from "./token.ts";

/**
 * Answers for a task that waits for its token. The token is read here, used, and forgotten. Throws a UserError where it is
 * not to be found, or what is told is not JSON.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
 */
export async function answer(target: Target, wish: Answer): Promise<void> {
  const sfn = target.client(SFNClient);
  const output = wish.output ?? "{}";
  if (wish.kind === "success" && !isJson(output))
    throw new UserError("The output is not JSON: put a text into quotation marks.", exitCodes.usage);
  const taskToken = await tokenOf(sfn, wish.executionArn, wish.event);
  if (!taskToken) {
    throw new UserError(
      "The task's token can't be read: the definition passes it on inside a longer text, or not at all. Whoever was sent it can answer.",
      exitCodes.usage,
    );
  }
  const { error = "", cause = "" } = wish;
  if (wish.kind === "success") await sfn.send(new SendTaskSuccessCommand({ taskToken, output }));
  else if (wish.kind === "failure") await sfn.send(new SendTaskFailureCommand({ taskToken, error, cause }));
  else await sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
}

async function tokenOf(sfn: SFNClient, executionArn: string, id: number): Promise<string | undefined> {
  const { stateMachineArn = "" } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  const definition = readJson(await definitionOfExecution(sfn, executionArn, stateMachineArn)) as Definition;
  const walk = openWalk();
  let parameters: string | undefined;
  await readHistory(sfn, executionArn, events => {
    walk.add(events);
    const scheduled = events.find(event => event.id === id)?.taskScheduledEventDetails;
    parameters = scheduled?.parameters ?? parameters;
  });
  const visit = walk.visits[walk.visitOf(id) ?? -1];
  if (!visit || parameters === undefined || !definition?.States) return undefined;
  return uncoverToken(allStates(definition).get(visit.name), parameters).token;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
