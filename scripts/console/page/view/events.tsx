import { useMemo, useState } from "preact/hooks";
import { plainText } from "../../../shared/plain-text.ts";
import { howMany } from "../../../site/words.ts";
import type { EventJson } from "../../messages.ts";
import type { Chosen } from "../model/chosen.ts";
import type { ExecutionModel } from "../model/execution-model.ts";
import { VirtualList } from "../parts/virtual-list.tsx";

interface Props {
  model: ExecutionModel;
  chosen: Chosen;
}

/** The history of an execution. An event that is chosen chooses its state, and a state marks its events. */
export function Events({ model, chosen }: Props) {
  const [words, setWords] = useState("");
  const [isStateOnly, setStateOnly] = useState(false);
  const only = isStateOnly ? chosen.state : undefined;
  const shown = useMemo(() => filtered(model, words, only), [model, model.version, words, only]);
  const start = model.events[0]?.timestamp ?? 0;
  const nameOf = (id: number) => model.visits[model.visitOf(id) ?? -1]?.name ?? "";
  return (
    <div class="events">
      <p class="filter">
        <label>
          <span class="unseen">Filter</span>
          <input
            type="search"
            placeholder="Filter: failed, a state, a word in the data …"
            value={words}
            data-key="/"
            spellcheck={false}
            onInput={event => setWords(event.currentTarget.value)}
          />
        </label>
        <button
          type="button"
          class="chip"
          aria-pressed={isStateOnly}
          disabled={chosen.state === undefined}
          onClick={() => setStateOnly(!isStateOnly)}
        >
          Only this state
        </button>
        <span class="quiet" role="status">
          {shown.length === model.events.length
            ? ""
            : `${howMany(shown.length)} of ${howMany(model.events.length)}`}
        </span>
      </p>
      <VirtualList
        id="events"
        label="Events"
        count={shown.length}
        line={28}
        follows={model.info?.status === "RUNNING"}
        chosen={chosen.event === undefined ? -1 : shown.findIndex(({ id }) => id === chosen.event)}
        choose={index => chosen.chooseEvent(shown[index]?.id ?? 0)}
        classOf={index => {
          const { id = 0, type = "" } = shown[index] as EventJson;
          const isOfChosen = chosen.visit !== undefined && model.visitOf(id) === chosen.visit;
          return `${toneOf(type)}${isOfChosen ? " of-chosen" : ""}`;
        }}
        draw={index => {
          const event = shown[index] as EventJson;
          return (
            <>
              <span class="id">{event.id}</span>
              <span class="offset">{offset(event.timestamp - start)}</span>
              <span class="type">{event.type}</span>
              <span class="state">{plainText(nameOf(event.id ?? 0))}</span>
              <span class="gist">{gistOf(event)}</span>
            </>
          );
        }}
      />
    </div>
  );
}

function filtered(model: ExecutionModel, words: string, state: string | undefined): EventJson[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0 && state === undefined) return model.events;
  return model.events.filter(event => {
    const name = model.visits[model.visitOf(event.id ?? 0) ?? -1]?.name ?? "";
    if (state !== undefined && name !== state) return false;
    if (wanted.length === 0) return true;
    const text = `${name} ${JSON.stringify(event)}`.toLowerCase();
    return wanted.every(word => text.includes(word));
  });
}

/** What an event is about, by its type. */
function toneOf(type: string): string {
  if (/(Failed|TimedOut)$/.test(type)) return "failed";
  if (/Aborted$/.test(type)) return "stopped";
  if (/Succeeded$/.test(type)) return "succeeded";
  return "";
}

/** What an event says, in one line. */
function gistOf(event: EventJson): string {
  const {
    id: _id,
    type: _type,
    timestamp: _time,
    previousEventId: _previous,
    isCut: _cut,
    hasToken: _token,
    ...rest
  } = event;
  const details = (Object.values(rest)[0] ?? {}) as Record<string, unknown>;
  const { error, cause, output, input, parameters, resource } = details;
  const told = error
    ? `${error}${cause ? `: ${cause}` : ""}`
    : (output ?? input ?? parameters ?? resource ?? "");
  return plainText(String(told)).slice(0, 200);
}

/** A time since the start, in seconds. */
export function offset(ms: number): string {
  return `+${(ms / 1000).toFixed(3)}`;
}
