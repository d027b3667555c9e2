import type { EventJson } from "../../messages.ts";
import type { Chosen } from "../model/chosen.ts";
import type { ExecutionModel } from "../model/execution-model.ts";
import { JsonView } from "../parts/json-view.tsx";
import { offset } from "./events.tsx";

interface Props {
  model: ExecutionModel;
  chosen: Chosen;
  events: EventJson[];
}

/** The events of one visit; the one that is chosen is open. */
export function StateEvents({ model, chosen, events }: Props) {
  const start = model.events[0]?.timestamp ?? 0;
  return (
    <ol class="state-events">
      {events.map(event => {
        const {
          id = 0,
          type,
          timestamp,
          previousEventId: _previous,
          isCut: _isCut,
          hasToken: _hasToken,
          ...details
        } = event;
        return (
          <li key={id}>
            <details open={chosen.event === id}>
              <summary>
                <span class="quiet">{id}</span> {type} <span class="quiet">{offset(timestamp - start)}</span>
              </summary>
              <JsonView value={Object.values(details)[0] ?? {}} label={`Event ${id}`} />
            </details>
          </li>
        );
      })}
    </ol>
  );
}
