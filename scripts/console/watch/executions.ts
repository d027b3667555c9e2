import { type ExecutionListItem, ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import type { Target } from "../../targets/index.ts";
import type { ListedExecution, Message } from "../messages.ts";
import type { Topic } from "./poller.ts";

/** As many as a person looks through; each look asks for them. */
const maxResults = 50;

/** The newest executions of a state machine. */
export function executionsTopic(target: Target, stateMachineArn: string): Topic {
  const topic = `executions ${stateMachineArn}`;
  let known: Message | undefined;
  return {
    async look(tell) {
      const message = await read();
      if (JSON.stringify(message) !== JSON.stringify(known)) tell(message);
      known = message;
      return "problem" in message ? undefined : 10 * target.pollMs;
    },
    known: () => (known ? [known] : []),
  };

  async function read(): Promise<Extract<Message, { kind: "executions" }>> {
    try {
      const command = new ListExecutionsCommand({ stateMachineArn, maxResults });
      const { executions = [] } = await target.client(SFNClient).send(command);
      return { kind: "executions", topic, executions: executions.map(listed) };
    } catch (error) {
      // https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html
      if ((error as Error).name !== "StateMachineTypeNotSupported") throw error;
      const problem = "Step Functions keeps no list of an Express state machine's executions.";
      return { kind: "executions", topic, executions: [], problem };
    }
  }
}

/** An execution as lists tell of it. */
export function listed({
  executionArn,
  name,
  status,
  startDate,
  stopDate,
}: ExecutionListItem): ListedExecution {
  return {
    arn: executionArn ?? "",
    name: name ?? "",
    status: status ?? "RUNNING",
    startedAt: startDate?.getTime() ?? 0,
    ...(stopDate && { stoppedAt: stopDate.getTime() }),
  };
}
