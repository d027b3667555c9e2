import {
  DescribeMapRunCommand,
  ListExecutionsCommand,
  type MapRunItemCounts,
  SFNClient,
} from "@aws-sdk/client-sfn";
import type { Target } from "../../targets/index.ts";
import type { Message } from "../messages.ts";
import { listed } from "./executions.ts";
import type { Topic } from "./poller.ts";

const maxResults = 100;

/** What has been timed out or aborted has failed, too. */
function countsOf({ pending = 0, running = 0, succeeded = 0, total = 0 }: Partial<MapRunItemCounts> = {}) {
  return { pending, running, succeeded, failed: total - pending - running - succeeded, total };
}

/**
 * A Map run of a Distributed Map state with its newest child executions, looked at until it is over.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeMapRun.html
 */
export function mapRunTopic(target: Target, mapRunArn: string): Topic {
  const topic = `map-run ${mapRunArn}`;
  const sfn = target.client(SFNClient);
  let known: Message | undefined;
  return {
    async look(tell) {
      const run = await sfn.send(new DescribeMapRunCommand({ mapRunArn }));
      const children = await sfn.send(new ListExecutionsCommand({ mapRunArn, maxResults }));
      const executions = countsOf(run.executionCounts);
      const { failed, total } = countsOf(run.itemCounts);
      known = {
        kind: "map-run",
        topic,
        mapRun: {
          arn: mapRunArn,
          status: run.status ?? "RUNNING",
          counts: executions,
          items: { failed, total },
          executions: (children.executions ?? []).map(listed),
          hasMore: children.nextToken !== undefined,
        },
      };
      tell(known);
      return run.status === "RUNNING" ? 10 * target.pollMs : undefined;
    },
    known: () => (known ? [known] : []),
  };
}
