import { CloudWatchLogsClient, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { Target } from "../../targets/index.ts";
import { isMissing } from "../../targets/is-missing.ts";
import type { LogLine } from "../messages.ts";

/** More than a person reads beside a state, and what one answer of the API may hold. */
const most = 500;

/**
 * What a function logged between two times, in milliseconds, in order. Where the id of its request is known, only the lines
 * of that request: the function may have worked for others meanwhile.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export async function logLines(
  target: Target,
  { functionName, from, to, request }: { functionName: string; from: number; to: number; request?: string },
): Promise<LogLine[]> {
  const query = { logGroupName: await logGroupOf(target, functionName), startTime: from, endTime: to };
  const lines: LogLine[] = [];
  try {
    for await (const { events = [] } of paginateFilterLogEvents(
      { client: target.client(CloudWatchLogsClient) },
      query,
    )) {
      for (const { timestamp = 0, message = "" } of events)
        lines.push({ at: timestamp, text: message.trimEnd() });
      if (lines.length > most) break;
    }
  } catch (error) {
    if (!isMissing(error)) throw error; // a function that has never logged has no group
  }
  const own = request ? linesOf(request, lines) : [];
  return (own.length > 0 ? own : lines).sort((a, b) => a.at - b.at).slice(0, most);
}

/** The lines that name a request, and those between its START and its END that name none. */
function linesOf(request: string, lines: LogLine[]): LogLine[] {
  let isInside = false;
  return lines.filter(({ text }) => {
    const isStart = text.startsWith(`START RequestId: ${request}`);
    if (isStart) isInside = true;
    const belongs = text.includes(request) || (isInside && !/RequestId: |\t[0-9a-f-]{36}\t/.test(text));
    if (text.startsWith(`END RequestId: ${request}`)) isInside = false;
    return belongs;
  });
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html */
async function logGroupOf(target: Target, FunctionName: string): Promise<string> {
  const command = new GetFunctionConfigurationCommand({ FunctionName });
  const { LoggingConfig, FunctionName: name } = await target.client(LambdaClient).send(command);
  return LoggingConfig?.LogGroup ?? `/aws/lambda/${name ?? FunctionName}`;
}
