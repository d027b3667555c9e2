import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  type HistoryEvent,
  SFNClient,
} from "@aws-sdk/client-sfn";
import { isTerminal, newEvents, readHistory } from "../../execution/follow.ts";
import { readLagMs, type Target } from "../../targets/index.ts";
import { workflowOf } from "../look/workflow.ts";
import type { EventJson, ExecutionState, Message, Workflow } from "../messages.ts";
import { cutText } from "./event-json.ts";
import { definitionOfExecution } from "./execution-definition.ts";
import type { Topic } from "./poller.ts";
import { openShownEvents } from "./shown-events.ts";

/** A look at the history alone tells all that happens; only now and then the execution itself is asked, too. */
const describeEvery = 10;

/** How many events are told in one message. */
const batch = 2_000;

/** An execution with its history, looked at until it is over. */
export function executionTopic(target: Target, executionArn: string): Topic {
  const topic = `execution ${executionArn}`;
  const sfn = target.client(SFNClient);
  const events: EventJson[] = [];
  let show: ReturnType<typeof openShownEvents> = () => [];
  let state: ExecutionState | undefined;
  let looks = 0;
  let endedAt: number | undefined;
  let isAll = false;

  /** Takes events in; returns them as anybody may see them. */
  function take(fresh: HistoryEvent[]): EventJson[] {
    const shown = show(fresh);
    events.push(...shown);
    return shown;
  }

  async function describe(tell: (message: Message) => void): Promise<void> {
    const description = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    const workflow: Workflow =
      state ?? workflowOf(await definitionOfExecution(sfn, executionArn, description.stateMachineArn ?? ""));
    const next = stateOf(description, workflow);
    if (JSON.stringify(next) === JSON.stringify(state)) return;
    if (!state) show = openShownEvents(workflow.definition);
    state = next;
    tell({ kind: "execution", topic, execution: state });
  }

  return {
    async look(tell) {
      const wasRead = isAll;
      const tellEvents = (fresh: EventJson[]) => tell({ kind: "events", topic, events: fresh, isAll });
      looks += 1;
      if (!state) await describe(tell);
      if (!wasRead && events.length === 0)
        await readHistory(sfn, executionArn, fresh => tellEvents(take(fresh)));
      const last = events.at(-1);
      const maxResults = wasRead ? 50 : 1000;
      const fresh = isTerminal(last)
        ? []
        : take(await newEvents(sfn, executionArn, last?.id ?? 0, maxResults));
      isAll = true;
      if (!wasRead || fresh.length > 0) tellEvents(fresh);
      const hasEnd = isTerminal(events.at(-1));
      if (hasEnd || looks % describeEvery === 0) await describe(tell);
      if (state?.status === "RUNNING") return Math.max(100, target.pollMs);
      if (hasEnd) return undefined;
      // Reads of the history may lag behind; those of a child execution may have no end at all.
      endedAt ??= Date.now();
      return Date.now() - endedAt < readLagMs ? Math.max(250, target.pollMs) : undefined;
    },
    known(after) {
      const told: Message[] = state ? [{ kind: "execution", topic, execution: state }] : [];
      const news = events.filter(({ id = 0 }) => id > after);
      for (let from = 0; from < news.length || from === 0; from += batch) {
        const isLast = from + batch >= news.length;
        told.push({ kind: "events", topic, events: news.slice(from, from + batch), isAll: isAll && isLast });
      }
      return told;
    },
  };
}

function stateOf(description: DescribeExecutionOutput, { definition, layout }: Workflow): ExecutionState {
  const { executionArn = "", stateMachineArn = "", name = "", status = "RUNNING" } = description;
  const { startDate, stopDate, input, output, error, cause, mapRunArn } = description;
  return {
    arn: executionArn,
    machineArn: stateMachineArn,
    machineName: stateMachineArn.split(":")[6]?.split("/")[0] ?? "",
    name,
    status,
    startedAt: startDate?.getTime() ?? 0,
    ...(stopDate && { stoppedAt: stopDate.getTime() }),
    ...(input !== undefined && { input: cutText(input) }),
    ...(output !== undefined && status !== "RUNNING" && { output: cutText(output) }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    ...(mapRunArn !== undefined && { mapRunArn }),
    definition,
    ...(layout && { layout }),
  };
}
