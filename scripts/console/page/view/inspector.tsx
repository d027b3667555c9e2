import { useEffect, useState } from "preact/hooks";
import type { State } from "../../../execution/definition.ts";
import { plainText } from "../../../shared/plain-text.ts";
import { duration, howMany, statusWords } from "../../../site/words.ts";
import { readCause } from "../../../verify/failure.ts";
import type { Chosen } from "../model/chosen.ts";
import type { ExecutionModel } from "../model/execution-model.ts";
import { JsonView } from "../parts/json-view.tsx";
import { Mark } from "../parts/status.tsx";
import { Tabs } from "../parts/tabs.tsx";
import { clock, useNow } from "../parts/time.tsx";
import { Iterations } from "./iterations.tsx";
import { Links } from "./links.tsx";
import { BesideEachOther, StateData } from "./state-data.tsx";
import { StateEvents } from "./state-events.tsx";
import { functionOf, StateLogs } from "./state-logs.tsx";
import { TokenCard } from "./token-card.tsx";
import { Tries } from "./tries.tsx";

interface Props {
  model: ExecutionModel;
  chosen: Chosen;
}

/** What is chosen, in full: a visit to a state, a state that was not reached, or the execution. */
export function Inspector({ model, chosen }: Props) {
  return (
    <aside class="inspector" aria-label="What is chosen">
      {chosen.state !== undefined && (
        <button
          type="button"
          class="plain leave"
          aria-label="Back to the execution's data"
          data-key="Escape"
          onClick={() => chosen.chooseState(undefined)}
        >
          ✕
        </button>
      )}
      {chosen.state === undefined ? (
        <Whole model={model} />
      ) : chosen.visit === undefined ? (
        <NotReached model={model} name={chosen.state} />
      ) : (
        <VisitDetail model={model} chosen={chosen} visit={chosen.visit} />
      )}
    </aside>
  );
}

function Whole({ model }: { model: ExecutionModel }) {
  const { info } = model;
  if (!info) return null;
  return (
    <>
      <header>
        <h2>The execution's data</h2>
        <p class="quiet">Choose a state to see what it got and what it made of it.</p>
      </header>
      <BesideEachOther input={info.input ?? ""} output={info.output} isRunning={info.status === "RUNNING"} />
    </>
  );
}

function NotReached({ model, name }: { model: ExecutionModel; name: string }) {
  return (
    <>
      <header>
        <h2>{plainText(name)}</h2>
        <p class="quiet">This state was not reached.</p>
      </header>
      <h3>Definition</h3>
      <JsonView value={model.states.get(name)} label={`Definition of ${plainText(name)}`} />
    </>
  );
}

function VisitDetail({ model, chosen, visit: index }: Props & { visit: number }) {
  const [tab, setTab] = useState("data");
  const visit = model.visits[index];
  // An event that was chosen in the list of all events is open here.
  useEffect(() => {
    if (chosen.event !== undefined) setTab("events");
  }, [chosen.event]);
  const now = useNow(250, visit?.status === "running");
  if (!visit) return null;
  const { name, type, status, enteredAt, exitedAt, tries, iterations } = visit;
  const error = visit.error ?? ownError(model.states.get(name));
  const end = exitedAt ?? (status === "running" ? new Date(now) : undefined);
  const events = model.eventsOf(index);
  const cause = readCause(error?.cause);
  return (
    <>
      <header>
        <h2>
          <Mark tone={status} />
          {plainText(name)}
        </h2>
        <p class="quiet">
          {type}, {statusWords[status]}
          {end && `, ${duration(end.getTime() - enteredAt.getTime())}`}, entered {clock(enteredAt.getTime())}
        </p>
        <VisitSteps model={model} chosen={chosen} index={index} />
      </header>
      {error && (
        <div class={`error-card ${status === "failed" ? "failed" : "caught"}`}>
          <code class="error">{plainText(error.error)}</code>
          {status === "succeeded" && <span class="quiet"> in an earlier try</span>}
          {cause.message && <p>{plainText(cause.message)}</p>}
        </div>
      )}
      {status === "running" && <TokenCard model={model} events={events} />}
      <Links events={events} />
      <Tabs
        label="About the state"
        chosen={tab}
        choose={setTab}
        tabs={[
          {
            id: "data",
            title: "Data",
            content: () => <StateData model={model} visit={visit} events={events} />,
          },
          ...(iterations
            ? [
                {
                  id: "iterations",
                  title: `Iterations ${howMany(iterations.length)}`,
                  content: () => <Iterations model={model} chosen={chosen} map={index} />,
                },
              ]
            : []),
          ...(tries.length > 0
            ? [
                {
                  id: "tries",
                  title: `Tries ${tries.length}`,
                  content: () => <Tries tries={tries} now={now} />,
                },
              ]
            : []),
          ...(functionOf(events)
            ? [{ id: "logs", title: "Log", content: () => <StateLogs events={events} visit={visit} /> }]
            : []),
          {
            id: "events",
            title: `Events ${events.length}`,
            content: () => <StateEvents events={events} chosen={chosen} model={model} />,
          },
          {
            id: "definition",
            title: "Definition",
            content: () => (
              <JsonView value={model.states.get(name)} label={`Definition of ${plainText(name)}`} />
            ),
          },
        ]}
      />
    </>
  );
}

/** What a Fail state says that went wrong, where it says so itself and not by an expression. */
function ownError(state: State | undefined): { error: string; cause: string } | undefined {
  if (state?.Type !== "Fail") return undefined;
  const [error, cause] = [state.Error, state.Cause].map(text => (text?.startsWith("{%") ? undefined : text));
  return (error ?? cause) === undefined ? undefined : { error: error ?? "Fail", cause: cause ?? "" };
}

/** Goes from one visit to a state to the others: a loop comes more than once, and so does an iteration. */
function VisitSteps({ model, chosen, index }: Props & { index: number }) {
  const name = model.visits[index]?.name;
  const own: number[] = [];
  for (const [place, visit] of model.visits.entries())
    if (visit.name === name && model.isShown(visit, chosen.shown)) own.push(place);
  if (own.length < 2) return null;
  const at = own.indexOf(index);
  const step = (by: number) => {
    const next = own[at + by];
    if (next !== undefined) chosen.chooseVisit(next);
  };
  const iteration = model.visits[index]?.iteration;
  return (
    <p class="visits">
      <button
        type="button"
        class="plain"
        aria-label="Visit before"
        disabled={at <= 0}
        onClick={() => step(-1)}
      >
        ‹
      </button>
      visit {at + 1} of {howMany(own.length)}
      {iteration !== undefined && `, iteration ${iteration}`}
      <button
        type="button"
        class="plain"
        aria-label="Next visit"
        disabled={at >= own.length - 1}
        onClick={() => step(1)}
      >
        ›
      </button>
    </p>
  );
}
