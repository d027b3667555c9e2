import type { NodeStatus } from "../../../execution/graph.ts";
import type { ExecutionStatus } from "../../messages.ts";

/** The colours of statuses are those of states: one meaning, one colour. */
const tones: Record<ExecutionStatus, NodeStatus> = {
  RUNNING: "running",
  SUCCEEDED: "succeeded",
  FAILED: "failed",
  TIMED_OUT: "failed",
  ABORTED: "stopped",
  PENDING_REDRIVE: "caught",
};

/** Statuses as people say them. */
export const statusNames: Record<ExecutionStatus, string> = {
  RUNNING: "Running",
  SUCCEEDED: "Succeeded",
  FAILED: "Failed",
  TIMED_OUT: "Timed out",
  ABORTED: "Aborted",
  PENDING_REDRIVE: "Waits for redrive",
};

export const toneOf = (status: ExecutionStatus): NodeStatus => tones[status];

/** An execution's status as a word in its colour. */
export function Status({ status, big = false }: { status: ExecutionStatus; big?: boolean }) {
  return (
    <span class={`status ${tones[status]}${big ? " big" : ""}`}>
      <Mark tone={tones[status]} />
      {statusNames[status]}
    </span>
  );
}

/** A sign for what became of something; it says the same as its colour. */
export function Mark({ tone }: { tone: NodeStatus }) {
  const paths: Record<NodeStatus, string> = {
    succeeded: "M3.5 8.5l3 3 6-6.5",
    failed: "M4.5 4.5l7 7 M11.5 4.5l-7 7",
    caught: "M8 3.5v5.5 M8 12v.4",
    stopped: "M5 5h6v6H5z",
    running: "M8 3a5 5 0 1 1-4.6 3",
    notReached: "M5 8h6",
  };
  return (
    <svg class={`mark ${tone}`} viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      <path d={paths[tone]} />
    </svg>
  );
}

/** An execution as a dot, where there is room for no more. */
export function Dot({ status }: { status: ExecutionStatus }) {
  return (
    <span class={`dot ${tones[status]}`}>
      <span class="unseen">{statusNames[status]}</span>
    </span>
  );
}
