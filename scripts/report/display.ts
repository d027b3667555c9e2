import type { StackEvent } from "@aws-sdk/client-cloudformation";
import type { HistoryEvent } from "@aws-sdk/client-sfn";
import type { Execution } from "../execution/follow.ts";
import type { CheckResult } from "../verify/lesson.ts";
import { checkLines, seconds, statusMark } from "./format.ts";
import type { Screen } from "./screen.ts";

/** Shows a person what happens, while it happens. */
export interface Display {
  /** A line of text. */
  line(text: string): void;
  /** A resource of a stack has changed. */
  stackEvent(event: StackEvent): void;
  /** An execution begins; the result is told its events, and its end. */
  execution(title: string): { event(event: HistoryEvent): void; end(execution: Execution): void };
  /** A check was made. */
  check(result: CheckResult): void;
}

/** A display on a screen. With a label, each line starts with it: several steps share the screen. */
export function displayOn(screen: Screen, label = ""): Display {
  const margin = label ? `${label} ` : "";
  const line = (text: string) => screen.print(margin + text);
  let executions = 0;
  return {
    line,
    stackEvent({
      LogicalResourceId = "",
      ResourceStatus = "",
      ResourceType = "",
      ResourceStatusReason,
      StackId,
      PhysicalResourceId,
    }) {
      const key = `${StackId} ${LogicalResourceId}`;
      const name = `${LogicalResourceId} ${screen.dim(ResourceType)}`;
      if (PhysicalResourceId === StackId) return;
      if (ResourceStatus.endsWith("_IN_PROGRESS"))
        return screen.busy(key, `${margin}  ${name} ${ResourceStatus}`);
      screen.idle(key);
      const reason =
        ResourceStatus.endsWith("_FAILED") && ResourceStatusReason ? `: ${ResourceStatusReason}` : "";
      line(`  ${statusMark(screen, !ResourceStatus.endsWith("_FAILED"))} ${name} ${ResourceStatus}${reason}`);
    },
    execution(title) {
      const run = ++executions;
      const inStates = new Map<string, number[]>();
      line(`  ${screen.dim("▷")} ${title}`);
      const keyOf = (name: string) => `${label} execution ${run} ${name}`;
      return {
        event({ stateEnteredEventDetails: entered, stateExitedEventDetails: exited, timestamp }) {
          const at = timestamp?.getTime() ?? Date.now();
          if (entered?.name) {
            inStates.set(entered.name, [...(inStates.get(entered.name) ?? []), at]);
            screen.busy(
              keyOf(entered.name),
              `${margin}    → ${entered.name} ${screen.dim(`(${title})`)}`,
              Date.now(),
            );
          }
          if (exited?.name) {
            const since = inStates.get(exited.name)?.shift();
            screen.idle(keyOf(exited.name));
            const took = since === undefined ? "" : ` ${seconds(at - since)}`;
            line(`    ${screen.green("✓")} ${exited.name}${screen.dim(`${took} (${title})`)}`);
          }
        },
        end(execution) {
          for (const name of inStates.keys()) screen.idle(keyOf(name));
          const took = seconds((execution.stopDate ?? new Date()).getTime() - execution.startDate.getTime());
          const error = execution.error ? `: ${execution.error}` : "";
          line(`  ${screen.dim("■")} ${title}: ${execution.status}${error} ${screen.dim(took)}`);
        },
      };
    },
    check(result) {
      for (const text of checkLines(screen, result)) line(`  ${text}`);
    },
  };
}

/** A display that shows nothing, for `--json` and for tests. */
export const silentDisplay: Display = {
  line() {},
  stackEvent() {},
  execution: () => ({ event() {}, end() {} }),
  check() {},
};
