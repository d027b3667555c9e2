import { CloudFormationClient, paginateListStacks } from "@aws-sdk/client-cloudformation";
import type { Target } from "../targets/index.ts";
import { stackPrefix } from "./name.ts";

/**
 * Whether the course has no stack yet in a target's account and region.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStacks.html
 */
export async function isFirstDeployment(target: Target): Promise<boolean> {
  const client = target.client(CloudFormationClient);
  const query = { StackStatusFilter: ["CREATE_COMPLETE" as const, "UPDATE_COMPLETE" as const] };
  for await (const { StackSummaries = [] } of paginateListStacks({ client }, query)) {
    if (StackSummaries.some(({ StackName }) => StackName?.startsWith(stackPrefix))) return false;
  }
  return true;
}
