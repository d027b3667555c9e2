import { readJson } from "../../../execution/json.ts";
import type { EventJson } from "../../messages.ts";
import { addressOf, Link } from "../route.tsx";
import { short } from "./hero.tsx";

/** Where a state leads to: the execution that it started, the Map run that works for it. */
export function Links({ events }: { events: EventJson[] }) {
  const children = new Set<string>();
  const mapRuns = new Set<string>();
  for (const { taskSubmittedEventDetails, taskSucceededEventDetails, mapRunStartedEventDetails } of events) {
    const answer = taskSubmittedEventDetails ?? taskSucceededEventDetails;
    const { ExecutionArn } = (
      answer?.resourceType === "states" ? ((readJson(answer.output) ?? {}) as { ExecutionArn?: string }) : {}
    ) as { ExecutionArn?: string };
    if (ExecutionArn) children.add(ExecutionArn);
    if (mapRunStartedEventDetails?.mapRunArn) mapRuns.add(mapRunStartedEventDetails.mapRunArn);
  }
  if (children.size + mapRuns.size === 0) return null;
  return (
    <p class="links">
      {[...children].map(arn => (
        <Link key={arn} to={addressOf.execution(arn)}>
          The execution that it started: {short(arn.split(":").at(-1) ?? "")}
        </Link>
      ))}
      {[...mapRuns].map(arn => (
        <Link key={arn} to={addressOf.mapRun(arn)}>
          Its Map run, with the child executions
        </Link>
      ))}
    </p>
  );
}
