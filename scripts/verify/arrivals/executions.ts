import {
  DescribeExecutionCommand,
  paginateListExecutions,
  SFNClient,
  StateMachineTypeNotSupported,
} from "@aws-sdk/client-sfn";
import type { Target } from "../../targets/index.ts";
import type { Reader } from "./index.ts";

/**
 * Reads the inputs of the executions of a state machine that were started since a time; of an Express workflow none, since
 * nobody keeps them.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html
 */
export function executionsReader(target: Target, stateMachineArn: string | undefined, since: Date): Reader {
  const client = target.client(SFNClient);
  const known = new Set<string>();
  const readFresh = async () => {
    const fresh: string[] = [];
    // The newest come first, closed ones by when they ended: an older one may stand before one of ours.
    for await (const { executions = [] } of paginateListExecutions({ client }, { stateMachineArn })) {
      const ours = executions.filter(({ startDate = since }) => startDate >= since);
      if (ours.length === 0) break;
      for (const { executionArn = "" } of ours) {
        if (known.has(executionArn)) continue;
        known.add(executionArn);
        const { input = "" } = await client.send(new DescribeExecutionCommand({ executionArn }));
        fresh.push(input);
      }
    }
    return fresh.map(text => ({ text }));
  };
  return () =>
    readFresh().catch(error => {
      if (error instanceof StateMachineTypeNotSupported) return [];
      throw error;
    });
}
