import { type ChoiceRule, conditionOf } from "./condition.ts";

/** The parts of the Amazon States Language that the course reads. https://states-language.net/spec.html */
export interface Definition {
  Comment?: string;
  QueryLanguage?: QueryLanguage;
  StartAt: string;
  TimeoutSeconds?: number;
  States: Record<string, State>;
  /** Of the item processor of a Map state. */
  ProcessorConfig?: { Mode?: "INLINE" | "DISTRIBUTED" };
}

type QueryLanguage = "JSONPath" | "JSONata";

export interface State {
  QueryLanguage?: QueryLanguage;
  Type: "Task" | "Wait" | "Pass" | "Choice" | "Succeed" | "Fail" | "Parallel" | "Map";
  Comment?: string;
  Next?: string;
  End?: boolean;
  Resource?: string;
  Parameters?: Record<string, unknown>;
  /** What a Task gets, where its expressions are in JSONata. */
  Arguments?: unknown;
  /** The variables that are set when the state is left. */
  Assign?: Record<string, unknown>;
  /** A number, or an expression in JSONata. */
  Seconds?: number | string;
  SecondsPath?: string;
  Timestamp?: string;
  TimestampPath?: string;
  /** Of a Fail state, and so is Cause. */
  Error?: string;
  Cause?: string;
  Default?: string;
  Choices?: (ChoiceRule & { Next: string; Assign?: Record<string, unknown> })[];
  Catch?: { ErrorEquals: string[]; Next: string; Assign?: Record<string, unknown> }[];
  TimeoutSeconds?: number;
  TimeoutSecondsPath?: string;
  HeartbeatSecondsPath?: string;
  Retry?: Retrier[];
  Branches?: Definition[];
  ItemProcessor?: Definition;
  /** Of a Distributed Map state. */
  Label?: string;
  /** As ItemProcessor was called before 2022. */
  Iterator?: Definition;
}

export interface Retrier {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  MaxAttempts?: number;
  BackoffRate?: number;
  MaxDelaySeconds?: number;
  JitterStrategy?: "FULL" | "NONE";
}

/** The states that can follow a state, each with what leads there: nothing, `default`, a condition or caught errors. */
export function transitions(state: State): { to: string; label: string }[] {
  return [
    ...(state.Next ? [{ to: state.Next, label: "" }] : []),
    ...(state.Choices ?? []).map((choice, index) => ({
      to: choice.Next,
      label: conditionOf(choice) || `choice ${index + 1}`,
    })),
    ...(state.Default ? [{ to: state.Default, label: "default" }] : []),
    ...(state.Catch ?? []).map(({ Next, ErrorEquals }) => ({ to: Next, label: ErrorEquals.join(", ") })),
  ];
}

/** The definitions inside a state: the branches of a Parallel, the item processor of a Map. */
export function innerDefinitions(state: State): Definition[] {
  const each = state.ItemProcessor ?? state.Iterator;
  return [...(state.Branches ?? []), ...(each ? [each] : [])];
}

/** Every state of a definition by name, those inside Parallel and Map states too. */
export function allStates(definition: Definition): Map<string, State> {
  const found = new Map<string, State>();
  for (const [name, state] of Object.entries(definition.States)) {
    found.set(name, state);
    for (const inner of innerDefinitions(state)) for (const entry of allStates(inner)) found.set(...entry);
  }
  return found;
}
