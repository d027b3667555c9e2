import type { StackEvent } from "@aws-sdk/client-cloudformation";
import type { Execution } from "../execution/follow.ts";
import type { StateVisit } from "../execution/visits.ts";
import type { CheckResult } from "../verify/lesson.ts";

/** Shows a person what happens, while it happens. */
export interface Display {
  /** A line of text. */
  line(text: string): void;
  /** A resource of a stack has changed. */
  stackEvent(event: StackEvent): void;
  /** An execution has begun. */
  execution(title: string, arn: string): LiveExecution;
  /** A check was made. */
  check(result: CheckResult): void;
}

/** Shows one execution. */
export interface LiveExecution {
  /** Its visits to states as they are by now; absent where nobody looks. */
  update?(visits: StateVisit[]): void;
  /** It is closed, or has run for too long. */
  end(execution: Execution): void;
  /** It can't be followed any more. */
  lose(): void;
}

/** A display that shows nothing. */
export const silentDisplay: Display = {
  line() {},
  stackEvent() {},
  execution: () => ({ end() {}, lose() {} }),
  check() {},
};
