import { setTimeout as sleep } from "node:timers/promises";
import { namedError } from "../../../lambdas/named-error.ts";

/** Longer than the state machine may run: see TimeoutSeconds in notifications.asl.json. */
const overrunMs = 10_000;

/**
 * Does as its input says: succeeds, fails with FlakyError, or takes longer than the state machine may.
 * Throws InvalidBehaviour for anything else, which no other try can put right.
 */
export async function handler({ behaviour }: { behaviour?: unknown }): Promise<string> {
  if (behaviour === "fail") throw namedError("FlakyError", "The flaky task failed, as its input asked.");
  if (behaviour === "overrun") await sleep(overrunMs);
  else if (behaviour !== "succeed") {
    throw namedError("InvalidBehaviour", 'behaviour must be "succeed", "fail" or "overrun".');
  }
  return "It worked";
}
