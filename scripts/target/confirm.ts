import { CloudFormationClient, paginateListStacks } from "@aws-sdk/client-cloudformation";
import { confirm } from "../command.ts";
import { exitCodes, UserError } from "../errors.ts";
import { stackPrefix } from "../stack/name.ts";
import type { Identity, Target } from "./index.ts";

/**
 * Asks before anything is deployed into an account and region that the course has not been in before.
 * Throws a UserError when the answer is no, or when there is no terminal to ask at.
 */
export async function confirmFirstDeployment(target: Target, { account }: Identity): Promise<void> {
  const client = target.client(CloudFormationClient);
  const query = { StackStatusFilter: ["CREATE_COMPLETE" as const, "UPDATE_COMPLETE" as const] };
  for await (const { StackSummaries = [] } of paginateListStacks({ client }, query)) {
    if (StackSummaries.some(({ StackName }) => StackName?.startsWith(stackPrefix))) return;
  }
  const question = `Deploy for the first time into account ${account}, ${target.region}?`;
  if (!process.stdin.isTTY) {
    throw new UserError(`${question} Add --yes to do so: there is no terminal to ask at.`, exitCodes.usage);
  }
  if (!(await confirm(question))) throw new UserError("Nothing was deployed.", exitCodes.usage);
}
