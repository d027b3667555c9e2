import type { Execution } from "../../scripts/execution/follow.ts";
import { readJson } from "../../scripts/execution/json.ts";
import type { Arrival } from "../../scripts/verify/arrivals/index.ts";

export const statuses = ["ABORTED", "FAILED", "RUNNING", "SUCCEEDED", "TIMED_OUT"] as const;

export type Status = (typeof statuses)[number];

/** The executions that had each status. */
export type Happened = Record<Status, Execution[]>;

/** What there is to be heard of: each execution was RUNNING, and has ended in some way. */
export function happenedTo(executions: Execution[]): Happened {
  const ended = (status: Status) => executions.filter(execution => execution.status === status);
  return {
    ABORTED: ended("ABORTED"),
    FAILED: ended("FAILED"),
    RUNNING: executions,
    SUCCEEDED: ended("SUCCEEDED"),
    TIMED_OUT: ended("TIMED_OUT"),
  };
}

/** The statuses that some execution had. */
export function statusesIn(happened: Happened): Status[] {
  return statuses.filter(status => happened[status].length > 0);
}

/** The statuses that have arrived for every execution that had them. */
export function heardIn(arrivals: Arrival[], happened: Happened): Status[] {
  const notices = arrivals.map(noticeIn);
  return statusesIn(happened).filter(status =>
    happened[status].every(({ arn }) =>
      notices.some(notice => notice?.executionArn === arn && notice.status === status),
    ),
  );
}

/** Whether what arrived is an event as EventBridge has it, and not a part of it or other words. */
export function isEvent({ text }: Arrival): boolean {
  const value = readJson(text) as { detail?: unknown; source?: unknown } | null;
  return value?.detail !== undefined && value.source !== undefined;
}

/** What each text that arrives tells, whichever receiver it was sent to. */
export interface Notice {
  executionArn: string;
  status: string;
}

/** The notice in an event, a line of the monitor or a sentence for people; undefined for anything else. */
export function noticeIn({ text }: Arrival): Notice | undefined {
  const value = readJson(text);
  if (typeof value === "string") {
    const [, executionArn, status] = /^Execution (\S+) is (\w+)\.$/.exec(value) ?? [];
    return executionArn && status ? { executionArn, status } : undefined;
  }
  const { executionArn, status } =
    (value as { detail?: Notice })?.detail ?? ((value ?? {}) as Partial<Notice>);
  return executionArn && status ? { executionArn, status } : undefined;
}
