import type { ComponentChildren } from "preact";
import { plainText } from "../../../shared/plain-text.ts";
import type { EventJson } from "../../messages.ts";
import { resourcesOf } from "../model/resources.ts";
import { startedBy } from "../model/started.ts";
import { state } from "../net/store.ts";
import { addressOf, Link } from "../route.tsx";
import { short } from "./hero.tsx";

/** Where a state leads to: the execution that it started, the Map run that works for it, the resources of its tasks. */
export function Links({ events }: { events: EventJson[] }) {
  const { executions, mapRuns } = startedBy(events);
  const resources = state.about?.browser ? resourcesOf(events) : [];
  if (executions.length + mapRuns.length + resources.length === 0) return null;
  return (
    <p class="links">
      {executions.map(arn => (
        <Link key={arn} to={addressOf.execution(arn)}>
          The execution that it started: {short(arn.split(":").at(-1) ?? "")}
        </Link>
      ))}
      {mapRuns.map(arn => (
        <Link key={arn} to={addressOf.mapRun(arn)}>
          Its Map run, with the child executions
        </Link>
      ))}
      {resources.map(({ title, place }) => (
        <ResourceLink key={place} place={place}>
          {plainText(title)}
        </ResourceLink>
      ))}
    </p>
  );
}

/** A link to the browser of resources, in a tab of its own; nothing where that was not started. */
export function ResourceLink({ place, children }: { place: string; children: ComponentChildren }) {
  const browser = state.about?.browser;
  if (!browser) return null;
  return (
    <a
      class="resource"
      href={`${browser}&to=${encodeURIComponent(place)}`}
      target="workshop-resources"
      rel="noopener"
    >
      {children} <span aria-hidden="true">↗</span>
    </a>
  );
}
