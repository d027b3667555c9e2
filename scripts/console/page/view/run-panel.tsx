import { useRef, useState } from "preact/hooks";
import { plainText } from "../../../shared/plain-text.ts";
import type { Lesson } from "../../messages.ts";
import { useChosen } from "../model/chosen.ts";
import { executionToShow } from "../model/lesson-model.ts";
import { known, useTopics } from "../net/store.ts";
import { Status } from "../parts/status.tsx";
import { Took } from "../parts/time.tsx";
import { addressOf, Link } from "../route.tsx";
import { GraphPanel } from "./graph-panel.tsx";

/** The executions of a run, of which one is shown as a live graph: the newest, or the one of the first red check. */
export function RunPanel({ lesson }: { lesson: Lesson }) {
  const { executions } = lesson;
  const [own, choose] = useState<string>();
  const last = useRef<string | undefined>(undefined);
  const chosen = executions.some(({ arn }) => arn === own) ? own : executionToShow(lesson);
  const arn = chosen ?? last.current; // until the next run has one, the one before stays
  last.current = arn;
  if (!arn) return null;
  return (
    <section class="run" aria-label="The execution that proves it">
      {executions.length > 1 && (
        <p class="chips">
          {executions.map(execution => (
            <button
              key={execution.arn}
              type="button"
              class="chip"
              aria-pressed={execution.arn === arn}
              onClick={() => choose(execution.arn)}
            >
              {plainText(execution.title)}
            </button>
          ))}
        </p>
      )}
      <Run key={arn} arn={arn} title={executions.find(execution => execution.arn === arn)?.title ?? ""} />
    </section>
  );
}

function Run({ arn, title }: { arn: string; title: string }) {
  const topic = `execution ${arn}`;
  useTopics([topic]);
  const model = known.execution?.topic === topic ? known.execution : undefined;
  const chosen = useChosen(model);
  if (known.problems.has(topic))
    return (
      <p class="note">The execution of the last run is not there any more. The next run shows up here.</p>
    );
  if (!model?.info) return <p class="note">Looking for the execution …</p>;
  const { status, startedAt, stoppedAt } = model.info;
  return (
    <>
      <p class="facts">
        <b>{plainText(title)}</b>
        <Status status={status} />
        <Took from={startedAt} to={stoppedAt} />
        <span class="grow" />
        <Link to={addressOf.execution(arn)}>Open it</Link>
      </p>
      <GraphPanel model={model} chosen={chosen} />
    </>
  );
}
