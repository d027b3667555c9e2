import { howMany } from "../../../site/words.ts";
import type { ListedExecution } from "../../messages.ts";
import { known, useKnown, useTopics } from "../net/store.ts";
import { Mark, toneOf } from "../parts/status.tsx";
import { Ago, Took } from "../parts/time.tsx";
import { useTitle } from "../parts/title.ts";
import { addressOf, Link } from "../route.tsx";
import { short } from "./hero.tsx";

/** How many items the child executions were given, in batches. */
function Items({ failed, total }: { failed: number; total: number }) {
  const lost = failed > 0 ? `, of which ${howMany(failed)} have failed` : "";
  return (
    <>
      for {howMany(total)} items{lost}
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
  const there = shares.filter(({ count }) => count > 0);
  return (
    <main class="map-run" id="content" tabIndex={-1}>
      <h1>Map run</h1>
      <p class="quiet">
        {run.status.toLowerCase()}, {howMany(counts.total)} child executions{" "}
        {run.items.total !== counts.total && <Items {...run.items} />}
      </p>
      <div class="shares" aria-hidden="true">
        {shares.map(({ tone, count }) => (
          <span key={tone} class={tone} style={{ flexGrow: count }} />
        ))}
      </div>
      <ul class="counts">
        {there.map(({ tone, count }) => (
          <li key={tone}>
            <Mark tone={tone} /> {howMany(count)} {tone === "notReached" ? "pending" : tone}
          </li>
        ))}
      </ul>
      <h2>Child executions{run.hasMore && ", the newest"}</h2>
      {run.executions.some(({ arn }) => isExpress(arn)) && (
        <p class="quiet">
          Express executions have no history: what came of them is in what the Map run has written.
        </p>
      )}
      <ul class="executions">
        {run.executions.map(execution => (
          <li key={execution.arn}>
            <Child execution={execution} />
          </li>
        ))}
      </ul>
    </main>
  );
}

function Child({ execution }: { execution: ListedExecution }) {
  const { arn, status, name, startedAt, stoppedAt } = execution;
  const line = (
    <>
      <Mark tone={toneOf(status)} />
      <span class="name">{short(name)}</span>
      <span class="when">
        <Took from={startedAt} to={stoppedAt} />
        <Ago at={startedAt} />
      </span>
    </>
  );
  return isExpress(arn) ? <div class="line">{line}</div> : <Link to={addressOf.execution(arn)}>{line}</Link>;
}

/** An Express execution has no history that could be shown. */
const isExpress = (arn: string) => arn.split(":")[5] === "express";
