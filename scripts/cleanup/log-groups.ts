import {
  CloudWatchLogsClient,
  DeleteLogGroupCommand,
  ListTagsForResourceCommand,
  type LogGroup,
  paginateDescribeLogGroups,
} from "@aws-sdk/client-cloudwatch-logs";
import { stackPrefix } from "../stack/name.ts";
import type { Target } from "../targets/index.ts";
import { isMissing } from "../targets/is-missing.ts";
import type { FoundLogGroup } from "./found.ts";
import { isOurs, logGroupPrefixes, ownName } from "./select.ts";

/** All log groups of a region that are named like those of the course's functions and APIs. */
export async function findLogGroups(target: Target): Promise<LogGroup[]> {
  const found: LogGroup[] = [];
  const client = target.client(CloudWatchLogsClient);
  for (const prefix of logGroupPrefixes) {
    const query = { logGroupNamePrefix: prefix + stackPrefix };
    for await (const { logGroups = [] } of paginateDescribeLogGroups({ client }, query))
      found.push(...logGroups);
  }
  return found;
}

/**
 * Those log groups that an earlier deletion left behind: they carry the course's tag and belong to none of the stacks.
 */
export async function orphaned(
  target: Target,
  logGroups: LogGroup[],
  stackNames: string[],
): Promise<FoundLogGroup[]> {
  const found: FoundLogGroup[] = [];
  for (const { logGroupName: name = "", logGroupArn, creationTime = 0 } of logGroups) {
    if (stackNames.some(stack => `${ownName(name)}-`.startsWith(`${stack}-`))) continue;
    const tags = await tagsOf(target, logGroupArn);
    if (!isOurs({ name, tags })) continue;
    const { learner = "", step = "", run } = tags;
    found.push({
      id: `${name}@${creationTime}`,
      name,
      learner,
      step,
      ...(run !== undefined && { run }),
      createdAt: new Date(creationTime).toISOString(),
    });
  }
  return found;
}

async function tagsOf(target: Target, resourceArn: string | undefined): Promise<Record<string, string>> {
  return await unlessMissing({}, async () => {
    const client = target.client(CloudWatchLogsClient);
    const { tags = {} } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
    return tags;
  });
}

/** Deletes a log group, unless it is gone already. */
export async function deleteLogGroup(target: Target, logGroupName: string): Promise<void> {
  await unlessMissing(undefined, async () => {
    await target.client(CloudWatchLogsClient).send(new DeleteLogGroupCommand({ logGroupName }));
  });
}

async function unlessMissing<Value>(otherwise: Value, ask: () => Promise<Value>): Promise<Value> {
  try {
    return await ask();
  } catch (error) {
    if (isMissing(error)) return otherwise;
    throw error;
  }
}
