import type { Display } from "../run/display.ts";
import { checkLines, statusMark } from "./format.ts";
import { liveExecution } from "./live-execution.ts";
import type { Screen } from "./screen.ts";

/**
 * A display on a screen. With a label, each line starts with it: several steps share the screen. Stack traces are shown
 * only when asked for.
 */
export function displayOn(screen: Screen, label = "", verbose = false): Display {
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
    execution: title => liveExecution(screen, title, margin, `${label} ${++executions}`),
    check(result) {
      for (const text of checkLines(screen, result, verbose)) line(`  ${text}`);
    },
  };
}
