import { known, useKnown, useTopics } from "../net/store.ts";
import { Mark, toneOf } from "../parts/status.tsx";
import { Ago, Took } from "../parts/time.tsx";
import { useTitle } from "../parts/title.ts";
import { addressOf, Link } from "../route.tsx";
import { short } from "./hero.tsx";

/** How many items the child executions were given, in batches. */
function Items({ failed, total }: { failed: number; total: number }) {
  const lost = failed > 0 ? `, of which ${failed.toLocaleString("en")} have failed` : "";
  return (
    <>
      for {total.toLocaleString("en")} items{lost}
    </>
  );
}

/** A Map run of a Distributed Map state: how many of its child executions came to what, and the newest of them. */
export function MapRunView({ arn }: { arn: string }) {
  useKnown();
  const topic = `map-run ${arn}`;
  useTopics([topic]);
  useTitle("Map run");
  const run = known.mapRun?.arn === arn ? known.mapRun : undefined;
  const problem = known.problems.get(topic);
  if (!run) {
    return (
      <main class="map-run empty" id="content" tabIndex={-1}>
        <h1>{problem ? "This Map run can't be shown" : "Looking for the Map run …"}</h1>
        {problem && <p>{problem}</p>}
      </main>
    );
  }
  const { counts } = run;
  const shares = [
    { tone: "succeeded", count: counts.succeeded },
    { tone: "failed", count: counts.failed },
    { tone: "running", count: counts.running },
    { tone: "notReached", count: counts.pending },
  ] as const;
  return (
    <main class="map-run" id="content" tabIndex={-1}>
      <h1>Map run</h1>
      <p class="quiet">
        {run.status.toLowerCase()}, {counts.total.toLocaleString("en")} child executions{" "}
        {run.items.total !== counts.total && <Items {...run.items} />}
      </p>
      <div class="shares" aria-hidden="true">
        {shares.map(({ tone, count }) => (
          <span key={tone} class={tone} style={{ flexGrow: count }} />
        ))}
      </div>
      <ul class="counts">
        {shares.map(({ tone, count }) => (
          <li key={tone}>
            <Mark tone={tone} /> {count.toLocaleString("en")} {tone === "notReached" ? "pending" : tone}
          </li>
        ))}
      </ul>
      <h2>Child executions{run.hasMore && ", the newest"}</h2>
      <ul class="executions">
        {run.executions.map(execution => (
          <li key={execution.arn}>
            <Link to={addressOf.execution(execution.arn)}>
              <Mark tone={toneOf(execution.status)} />
              <span class="name">{short(execution.name)}</span>
              <span class="when">
                <Took from={execution.startedAt} to={execution.stoppedAt} />
                <Ago at={execution.startedAt} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </main>
  );
}
