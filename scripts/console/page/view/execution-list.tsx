import { plainText } from "../../../shared/plain-text.ts";
import type { ListedExecution } from "../../messages.ts";
import { known } from "../net/store.ts";
import { Mark, toneOf } from "../parts/status.tsx";
import { Ago, Took } from "../parts/time.tsx";
import { addressOf, Link } from "../route.tsx";
import { short } from "./hero.tsx";

/** The newest executions of a state machine; `current` is the one that is shown. */
export function ExecutionList({ machine, current }: { machine: string; current?: string | undefined }) {
  const list = known.executions.get(machine);
  if (!list) return <p class="quiet">…</p>;
  if (list.problem) return <p class="quiet">{list.problem}</p>;
  if (list.executions.length === 0) return <p class="quiet">It was never started.</p>;
  return (
    <ul class="executions">
      {list.executions.map(execution => (
        <li key={execution.arn}>
          <Item execution={execution} isCurrent={execution.arn === current} />
        </li>
      ))}
    </ul>
  );
}

function Item({ execution, isCurrent }: { execution: ListedExecution; isCurrent: boolean }) {
  const { arn, name, status, startedAt, stoppedAt } = execution;
  return (
    <Link to={addressOf.execution(arn)} current={isCurrent} title={`${status}: ${plainText(name)}`}>
      <Mark tone={toneOf(status)} />
      <span class="name">{plainText(short(name))}</span>
      <span class="when">
        <Took from={startedAt} to={stoppedAt} />
        <Ago at={startedAt} />
      </span>
    </Link>
  );
}
