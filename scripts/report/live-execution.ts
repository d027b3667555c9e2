import type { StateVisit } from "../execution/visits.ts";
import type { LiveExecution } from "../run/display.ts";
import { seconds, visitMark } from "./format.ts";
import type { Screen } from "./screen.ts";

/**
 * Shows an execution while it runs: a line for each state as it is entered and left, and, on a terminal, how long it
 * has been in a state. `id` tells it from others that run at the same time.
 */
export function liveExecution(screen: Screen, title: string, margin: string, id: string): LiveExecution {
  const line = (text: string) => screen.print(`${margin}${text}`);
  const shown: StateVisit["status"][] = [];
  line(`  ${screen.dim("▷")} ${title}`);

  function show(visit: StateVisit, index: number): void {
    const key = `${id} ${index}`;
    const name = `${visit.name}${title ? screen.dim(` (${title})`) : ""}`;
    if (shown[index] === undefined) screen.busy(key, `${margin}    → ${name}`);
    if (visit.status !== "running" && shown[index] !== visit.status) {
      screen.idle(key);
      const took = visit.exitedAt ? ` ${seconds(visit.exitedAt.getTime() - visit.enteredAt.getTime())}` : "";
      const error = visit.error && visit.status !== "succeeded" ? ` ${visit.error.error}` : "";
      line(`    ${visitMark(screen, visit.status)} ${name}${took}${error}`);
    }
    shown[index] = visit.status;
  }

  function lose(): void {
    for (const index of shown.keys()) screen.idle(`${id} ${index}`);
  }

  return {
    update: visits => visits.forEach(show),
    lose,
    end({ status, error, startDate, stopDate, visits }) {
      visits.forEach(show);
      lose();
      const took = seconds((stopDate ?? new Date()).getTime() - startDate.getTime());
      line(`  ${screen.dim("■")} ${title}: ${status}${error ? `: ${error}` : ""} ${screen.dim(took)}`);
    },
  };
}
