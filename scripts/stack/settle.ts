import { setTimeout as sleep } from "node:timers/promises";
import type { Target } from "../targets/index.ts";

/**
 * Waits, after an update, until what is started goes by it: for the first seconds Step Functions may start executions
 * with the state machine's definition and role from before, and EventBridge may go by the rule from before. After a
 * creation there is no such thing. `note` is called with a sentence for people where that takes a while.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
 */
export async function settle(
  { settleMs }: Pick<Target, "settleMs">,
  note: (sentence: string) => void,
): Promise<void> {
  if (settleMs === 0) return;
  note(`Waiting ${settleMs / 1000} s: executions that start right after an update may not know of it yet.`);
  await sleep(settleMs);
}
