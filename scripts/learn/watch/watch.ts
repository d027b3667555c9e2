import path from "node:path";
import { withLock } from "../../machine/lock.ts";
import { exitCodes, UserError } from "../../shared/errors.ts";
import { localHome } from "../../shared/paths.ts";
import type { Step } from "../../shared/steps.ts";
import type { LearnRequest } from "../options.ts";
import { openSession } from "./session.ts";
import { showInTerminal, type WatchEnd } from "./terminal.ts";

/**
 * Checks a step at once, unless it is done, and again each time that a file of it is saved, until the learner goes on or
 * leaves. Throws a UserError where another terminal watches the step already, or another one with the same stack.
 */
export async function watchStep(request: LearnRequest, step: Step): Promise<WatchEnd> {
  const { name } = step.challengeOf ?? step;
  const lock = path.join(localHome, "learn", `${name}.watch.lock`);
  const onWait = () => {
    throw new UserError(
      `Another terminal watches ${name} already: go on there, or press q there first.`,
      exitCodes.usage,
    );
  };
  return await withLock(lock, () => watchAlone(request, step), { onWait });
}

async function watchAlone(request: LearnRequest, step: Step): Promise<WatchEnd> {
  const session = await openSession(request, step);
  try {
    return await showInTerminal(session, request, step);
  } finally {
    await session.close();
  }
}
