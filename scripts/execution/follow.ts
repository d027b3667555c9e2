import { setTimeout as sleep } from "node:timers/promises";
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  GetExecutionHistoryCommand,
  type GetExecutionHistoryInput,
  type GetExecutionHistoryOutput,
  type HistoryEvent,
  type SFNClient,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { readLagMs } from "../targets/index.ts";
import { isMissing } from "../targets/is-missing.ts";
import { readJson } from "./json.ts";
import { type StateVisit, stateVisits } from "./visits.ts";

/** An execution as it stands, with its event history. */
export interface Execution {
  arn: string;
  name: string;
  stateMachineArn: string;
  status: "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED" | "PENDING_REDRIVE";
  startDate: Date;
  stopDate?: Date;
  input: unknown;
  output?: unknown;
  error?: string;
  cause?: string;
  events: HistoryEvent[];
  visits: StateVisit[];
}

export interface FollowOptions {
  /** Milliseconds between two looks. */
  pollMs: number;
  /** Milliseconds after which an execution that still runs is returned as it is, RUNNING. */
  limitMs: number;
  /** Called with the visits to states so far, whenever something has happened. */
  onChange?: (visits: StateVisit[]) => void;
}

/**
 * Follows an execution until it is closed or the limit has passed, and returns it with its whole history. Where nobody
 * wants to know what happens on the way, that is read at the end only.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html
 */
export async function followExecution(
  sfn: SFNClient,
  arn: string,
  { pollMs, limitMs, onChange }: FollowOptions,
): Promise<Execution> {
  const events: HistoryEvent[] = [];
  const started = Date.now();
  let closedSince: number | undefined;
  for (;;) {
    const description = await describeExecution(sfn, arn, started);
    const closed = description !== undefined && description.status !== "RUNNING";
    if (closed) closedSince ??= Date.now();
    const over = description !== undefined && !closed && Date.now() - started > limitMs;
    const wanted = description !== undefined && (onChange !== undefined || closed || over);
    const fresh = wanted ? await newEvents(sfn, arn, events.at(-1)?.id ?? 0) : [];
    events.push(...fresh);
    if (fresh.length > 0) onChange?.(stateVisits(events));
    const complete = closed && (isTerminal(events.at(-1)) || Date.now() - (closedSince ?? 0) > readLagMs);
    if (complete || over) {
      return {
        arn,
        name: description.name ?? "",
        stateMachineArn: description.stateMachineArn ?? "",
        status: description.status ?? "RUNNING",
        startDate: description.startDate ?? new Date(Number.NaN),
        ...(description.stopDate && { stopDate: description.stopDate }),
        input: readJson(description.input),
        ...(description.output !== undefined && closed && { output: readJson(description.output) }),
        ...(description.error !== undefined && { error: description.error }),
        ...(description.cause !== undefined && { cause: description.cause }),
        events,
        visits: stateVisits(events),
      };
    }
    await sleep(pollMs);
  }
}

/** Describes an execution; undefined where reads lag so far behind that it does not seem to exist yet. */
async function describeExecution(
  sfn: SFNClient,
  executionArn: string,
  started: number,
): Promise<DescribeExecutionOutput | undefined> {
  try {
    return await sfn.send(new DescribeExecutionCommand({ executionArn }));
  } catch (error) {
    if (isMissing(error) && Date.now() - started < readLagMs) return undefined;
    throw error;
  }
}

/** Stops an execution; one that is closed already, or gone, is left as it is. */
export async function stopExecution(sfn: SFNClient, arn: string, cause: string): Promise<void> {
  try {
    await sfn.send(new StopExecutionCommand({ executionArn: arn, error: "Workshop.Stopped", cause }));
  } catch (error) {
    if (!isMissing(error) && (error as Error).name !== "ValidationException") throw error;
  }
}

/** Reads the newest events first and stops at the last one that is known, so that a look costs what is new. */
export async function newEvents(
  sfn: SFNClient,
  executionArn: string,
  lastKnownId: number,
  maxResults = 200,
): Promise<HistoryEvent[]> {
  const found: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await historyPage(sfn, { executionArn, reverseOrder: true, maxResults, nextToken });
    const fresh = (page.events ?? []).filter(event => (event.id ?? 0) > lastKnownId);
    found.push(...fresh);
    nextToken = fresh.length === page.events?.length ? page.nextToken : undefined;
  } while (nextToken);
  return found.reverse();
}

/**
 * Reads a whole history, and tells its events in order as they come. A long one is read from both ends at once, since each
 * page names only the next one.
 */
export async function readHistory(
  sfn: SFNClient,
  executionArn: string,
  tell: (events: HistoryEvent[]) => void,
): Promise<void> {
  const maxResults = 1000; // the most that a page may have
  const first = await historyPage(sfn, { executionArn, maxResults });
  tell(first.events ?? []);
  if (!first.nextToken) return;
  let [fromStart, fromEnd] = [first.events?.at(-1)?.id ?? 0, Number.POSITIVE_INFINITY];
  /** The pages from the end, each in its order. */
  const later: HistoryEvent[][] = [];
  const forwards = async () => {
    let { nextToken } = first;
    while (nextToken && fromStart < fromEnd - 1) {
      const page = await historyPage(sfn, { executionArn, maxResults, nextToken });
      const fresh = (page.events ?? []).filter(({ id = 0 }) => id > fromStart && id < fromEnd);
      fromStart = fresh.at(-1)?.id ?? fromStart;
      tell(fresh);
      nextToken = page.nextToken;
    }
  };
  const backwards = async () => {
    let nextToken: string | undefined;
    do {
      const page = await historyPage(sfn, { executionArn, maxResults, nextToken, reverseOrder: true });
      const fresh = (page.events ?? []).filter(({ id = 0 }) => id > fromStart && id < fromEnd);
      fromEnd = fresh.at(-1)?.id ?? fromEnd;
      later.unshift(fresh.reverse());
      nextToken = page.nextToken;
    } while (nextToken && fromStart < fromEnd - 1);
  };
  await Promise.all([forwards(), backwards()]);
  for (const page of later) tell(page.filter(({ id = 0 }) => id > fromStart));
}

async function historyPage(
  sfn: SFNClient,
  query: GetExecutionHistoryInput,
): Promise<GetExecutionHistoryOutput> {
  try {
    return await sfn.send(new GetExecutionHistoryCommand(query));
  } catch (error) {
    // It has been described, so it exists: this read only lags behind.
    if (isMissing(error)) return { events: [] };
    throw error;
  }
}

/** Whether an event is the last one of an execution. */
export function isTerminal(event: Pick<HistoryEvent, "type"> | undefined): boolean {
  return /^Execution(Succeeded|Failed|Aborted|TimedOut)$/.test(event?.type ?? "");
}
