import { plainText } from "../../../shared/plain-text.ts";
import { WorkflowGraph } from "../../../site/workflow-graph.tsx";
import type { Machine } from "../../messages.ts";
import { groupsOf } from "../model/groups.ts";
import { machineTitle } from "../model/machine-title.ts";
import { known, state, useKnown, useTopics } from "../net/store.ts";
import { useWorkflow } from "../net/workflows.ts";
import { Dot, Status } from "../parts/status.tsx";
import { Ago, dayAndTime, Took } from "../parts/time.tsx";
import { useTitle } from "../parts/title.ts";
import { addressOf, Link } from "../route.tsx";
import { CourseCards } from "./course.tsx";
import { StartButton } from "./start-button.tsx";

/** All state machines, with how their last executions went. */
export function Overview() {
  useKnown();
  useTitle();
  const groups = groupsOf(known.machines ?? [], state.about?.learner ?? "");
  const own = groups.flatMap(({ isOwn, machines }) => (isOwn ? machines : []));
  const shown = own.length > 0 ? own : groups.flatMap(({ machines }) => machines).slice(0, 12);
  useTopics(["machines", ...shown.map(({ arn }) => `executions ${arn}`)]);

  return (
    <main class="overview" id="content" tabIndex={-1}>
      <CourseCards />
      <h1>State machines</h1>
      {known.machines?.length === 0 && <Nothing />}
      {groups.map(({ title, isOwn, machines }) => (
        <section key={title} class={isOwn ? "group own" : "group"}>
          <h2 class={groups.length > 1 ? "" : "unseen"}>{plainText(title)}</h2>
          <ul class="cards">
            {machines.map(machine => (
              <Card key={machine.arn} machine={machine} isAsked={shown.includes(machine)} />
            ))}
          </ul>
        </section>
      ))}
    </main>
  );
}

/** A workflow's shape, too small to be read. */
function Thumbnail({ arn }: { arn: string }) {
  const { graph, layout } = useWorkflow(arn);
  return (
    <div class="thumbnail" aria-hidden="true">
      {graph && layout && <WorkflowGraph graph={graph} layout={layout} />}
    </div>
  );
}

/** `isAsked`: whether its executions are asked for, so that they are known soon. */
function Card({ machine, isAsked }: { machine: Machine; isAsked: boolean }) {
  const { arn, name, stack, type } = machine;
  const list = known.executions.get(arn);
  const [last] = list?.executions ?? [];
  return (
    <li class="card">
      <Thumbnail arn={arn} />
      <h3>
        <Link to={addressOf.machine(arn)}>{plainText(machineTitle(machine))}</Link>
      </h3>
      <p class="quiet">
        {stack ? plainText(name) : "in no stack of the course"}
        {type === "EXPRESS" && ", Express"}
      </p>
      {last ? (
        <p class="last">
          <Link to={addressOf.execution(last.arn)}>
            <Status status={last.status} />
          </Link>
          <span class="quiet">
            <Took from={last.startedAt} to={last.stoppedAt} /> · <Ago at={last.startedAt} />
          </span>
        </p>
      ) : (
        <p class="last quiet">{list?.problem ?? (list ? "Never started" : isAsked ? "…" : "")}</p>
      )}
      <p class="dots">
        {(list?.executions ?? [])
          .slice(0, 24)
          .reverse()
          .map(execution => (
            <Link
              key={execution.arn}
              to={addressOf.execution(execution.arn)}
              title={`${execution.status}, ${dayAndTime(execution.startedAt)}`}
            >
              <Dot status={execution.status} />
            </Link>
          ))}
      </p>
      <StartButton machine={machine} />
    </li>
  );
}

function Nothing() {
  return (
    <section class="nothing">
      <h2>Nothing is deployed yet</h2>
      <p>
        Begin a lesson, and its state machine shows up here by itself. The course's own solution is run by{" "}
        <code>npm run step -- 01</code>.
      </p>
    </section>
  );
}
