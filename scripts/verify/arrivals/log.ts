import { CloudWatchLogsClient, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import type { Target } from "../../targets/index.ts";
import type { Reader } from "./index.ts";

/**
 * Reads the JSON that a function has logged since a time. Lambda writes the time and the request in front of it.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export function logReader(target: Target, logGroupName: string | undefined, since: Date): Reader {
  const client = target.client(CloudWatchLogsClient);
  const known = new Set<string>();
  return async () => {
    const fresh: string[] = [];
    // Each time from the start: an event may show up after others that are newer.
    const query = { logGroupName, startTime: since.getTime() };
    for await (const { events = [] } of paginateFilterLogEvents({ client }, query)) {
      for (const { message = "" } of events) {
        const json = /\{.*\}/s.exec(message)?.[0];
        if (!json || known.has(json)) continue;
        known.add(json);
        fresh.push(json);
      }
    }
    return fresh.map(text => ({ text }));
  };
}
