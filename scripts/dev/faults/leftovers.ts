import { APIGatewayClient, paginateGetRestApis } from "@aws-sdk/client-api-gateway";
import { CloudFormationClient, paginateListStacks } from "@aws-sdk/client-cloudformation";
import { CloudWatchLogsClient, paginateDescribeLogGroups } from "@aws-sdk/client-cloudwatch-logs";
import { IAMClient, paginateListRoles } from "@aws-sdk/client-iam";
import { LambdaClient, paginateListFunctions } from "@aws-sdk/client-lambda";
import { paginateListStateMachines, SFNClient } from "@aws-sdk/client-sfn";
import { stackPrefix } from "../../stack/name.ts";
import { localTarget } from "../../targets/index.ts";

/** What of the course is still at an emulator: stacks, and what they create. */
export async function leftovers(endpoint: string): Promise<string[]> {
  const { client } = localTarget(endpoint);
  const found: string[] = [];
  for await (const page of paginateListStacks({ client: client(CloudFormationClient) }, {})) {
    for (const { StackName, StackStatus } of page.StackSummaries ?? [])
      if (StackStatus !== "DELETE_COMPLETE") found.push(`stack ${StackName} ${StackStatus}`);
  }
  for await (const page of paginateListRoles({ client: client(IAMClient) }, {}))
    for (const { RoleName } of page.Roles ?? []) found.push(`role ${RoleName}`);
  for await (const page of paginateListFunctions({ client: client(LambdaClient) }, {}))
    for (const { FunctionName } of page.Functions ?? []) found.push(`function ${FunctionName}`);
  for await (const page of paginateListStateMachines({ client: client(SFNClient) }, {}))
    for (const { name } of page.stateMachines ?? []) found.push(`state machine ${name}`);
  for await (const page of paginateDescribeLogGroups({ client: client(CloudWatchLogsClient) }, {}))
    for (const { logGroupName } of page.logGroups ?? []) found.push(`log group ${logGroupName}`);
  for await (const page of paginateGetRestApis({ client: client(APIGatewayClient) }, {}))
    for (const { name } of page.items ?? []) found.push(`REST API ${name}`);
  return found.filter(name => name.includes(stackPrefix));
}
