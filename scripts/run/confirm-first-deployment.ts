import { confirm } from "../shared/confirm.ts";
import { exitCodes, UserError } from "../shared/errors.ts";
import { isFirstDeployment } from "../stack/first-deployment.ts";
import type { Place } from "./place.ts";

/**
 * Asks before the course's first stack is deployed into an AWS account and region.
 * Throws a UserError when the answer is no, or when there is no terminal to ask at.
 */
export async function confirmFirstDeployment({ target, identity }: Place): Promise<void> {
  if (target.kind !== "aws" || !(await isFirstDeployment(target))) return;
  const question = `Deploy for the first time into account ${identity.account}, ${target.region}?`;
  if (!process.stdin.isTTY) {
    throw new UserError(`${question} Add --yes to do so: there is no terminal to ask at.`, exitCodes.usage);
  }
  if (!(await confirm(question))) throw new UserError("Nothing was deployed.", exitCodes.usage);
}
