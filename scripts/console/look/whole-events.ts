import { DescribeExecutionCommand, SFNClient } from "@aws-sdk/client-sfn";
import { readHistory } from "../../execution/follow.ts";
import type { Target } from "../../targets/index.ts";
import type { EventJson } from "../messages.ts";
import { definitionOfExecution } from "../watch/execution-definition.ts";
import { openShownEvents } from "../watch/shown-events.ts";

/** Events of an execution by their ids, with all of their texts: lists of events have them cut. */
export async function wholeEvents(target: Target, executionArn: string, ids: number[]): Promise<EventJson[]> {
  const sfn = target.client(SFNClient);
  const { stateMachineArn = "" } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  const show = openShownEvents(
    await definitionOfExecution(sfn, executionArn, stateMachineArn),
    Number.POSITIVE_INFINITY,
  );
  const found: EventJson[] = [];
  await readHistory(sfn, executionArn, events => {
    found.push(...show(events).filter(({ id = 0 }) => ids.includes(id)));
  });
  return found;
}
