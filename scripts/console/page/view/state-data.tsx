import { useEffect, useState } from "preact/hooks";
import { readJson } from "../../../execution/json.ts";
import type { Visit } from "../../../execution/walk.ts";
import { plainText } from "../../../shared/plain-text.ts";
import type { EventJson } from "../../messages.ts";
import type { ExecutionModel } from "../model/execution-model.ts";
import { look } from "../net/client.ts";
import { fieldChanges } from "../parts/json-lines.ts";
import { JsonView } from "../parts/json-view.tsx";

interface Props {
  model: ExecutionModel;
  visit: Visit;
  events: EventJson[];
}

/** What a state got, what it asked its task for, what that answered, and what the state made of it. */
export function StateData({ model, visit, events }: Props) {
  const whole = useWholeEvents(model.info?.arn ?? "", events);
  const entered = whole.find(event => event.stateEnteredEventDetails)?.stateEnteredEventDetails;
  const exited = whole.find(event => event.stateExitedEventDetails)?.stateExitedEventDetails;
  const asked = whole.findLast(event => askedOf(event) !== undefined);
  const answered = whole.findLast(event => answerOf(event) !== undefined);
  return (
    <>
      <BesideEachOther
        input={entered?.input ?? ""}
        output={exited?.output}
        isRunning={visit.status === "running"}
      />
      {asked && (
        <details>
          <summary>What the task was asked</summary>
          <JsonView value={readJson(askedOf(asked))} label="What the task was asked" />
        </details>
      )}
      {answered && (
        <details>
          <summary>What the task answered</summary>
          <JsonView value={readJson(answerOf(answered))} label="What the task answered" />
        </details>
      )}
    </>
  );
}

const askedOf = (event: EventJson) =>
  event.taskScheduledEventDetails?.parameters ??
  event.lambdaFunctionScheduledEventDetails?.input ??
  event.activityScheduledEventDetails?.input;

const answerOf = (event: EventJson) =>
  event.taskSucceededEventDetails?.output ??
  event.lambdaFunctionSucceededEventDetails?.output ??
  event.activitySucceededEventDetails?.output;

/** Events with all of their texts: those that are cut are asked for. */
function useWholeEvents(execution: string, events: EventJson[]): EventJson[] {
  const [whole, setWhole] = useState<EventJson[]>([]);
  const cut = events.filter(({ isCut }) => isCut).map(({ id }) => id);
  const key = cut.join(",");
  useEffect(() => {
    setWhole([]);
    if (key) look<EventJson[]>("events", { execution, ids: key }).then(setWhole, () => {});
  }, [execution, key]);
  return whole.length > 0 ? events.map(event => whole.find(({ id }) => id === event.id) ?? event) : events;
}

interface Sides {
  input: string;
  output: string | undefined;
  isRunning: boolean;
}

/** Input and output, with what changed in between marked and put into words. */
export function BesideEachOther({ input, output, isRunning }: Sides) {
  const [before, after] = [readJson(input), output === undefined ? undefined : readJson(output)];
  const { added, changed, lost } = fieldChanges(before, after);
  const isCompared = output !== undefined;
  const names = (fields: string[]) => fields.map(plainText).join(", ");
  return (
    <div class="data">
      {isCompared && (
        <p class="changes">
          {added.length + changed.length + lost.length === 0 && (
            <span class="quiet">Passed on as it was.</span>
          )}
          {added.length > 0 && <span class="added">+ {names(added)}</span>}
          {changed.length > 0 && <span class="other">~ {names(changed)}</span>}
          {lost.length > 0 && <span class="lost">− {names(lost)}</span>}
        </p>
      )}
      <div class="sides">
        <section>
          <h3>Input</h3>
          <JsonView
            value={before}
            other={isCompared ? { value: after } : undefined}
            only="lost"
            label="Input"
          />
        </section>
        <section>
          <h3>Output</h3>
          {isCompared ? (
            <JsonView value={after} other={{ value: before }} only="added" label="Output" />
          ) : (
            <p class="quiet">{isRunning ? "Not there yet." : "There is none."}</p>
          )}
        </section>
      </div>
    </div>
  );
}
