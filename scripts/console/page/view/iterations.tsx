import { useState } from "preact/hooks";
import { duration, howMany } from "../../../site/words.ts";
import type { Chosen } from "../model/chosen.ts";
import type { ExecutionModel } from "../model/execution-model.ts";
import { Mark } from "../parts/status.tsx";
import { VirtualList } from "../parts/virtual-list.tsx";

interface Props {
  model: ExecutionModel;
  chosen: Chosen;
  /** The visit to the Map state. */
  map: number;
}

/** The iterations of a Map state. The graph shows the one that is chosen, or all. */
export function Iterations({ model, chosen, map }: Props) {
  const [isFailedOnly, setFailedOnly] = useState(false);
  const iterations = model.visits[map]?.iterations ?? [];
  const all = iterations.map((iteration, index) => ({ ...iteration, index }));
  const failed = all.filter(({ status }) => status === "failed");
  const shown = isFailedOnly ? failed : all;
  return (
    <div class="iterations">
      <p>
        <button
          type="button"
          class="chip"
          aria-pressed={!chosen.shown.has(map)}
          onClick={() => chosen.show(map, undefined)}
        >
          All at once
        </button>
        {failed.length > 0 && (
          <button
            type="button"
            class="chip"
            aria-pressed={isFailedOnly}
            onClick={() => setFailedOnly(!isFailedOnly)}
          >
            Failed {howMany(failed.length)}
          </button>
        )}
      </p>
      <VirtualList
        id="iterations"
        label="Iterations"
        count={shown.length}
        line={28}
        chosen={shown.findIndex(({ index }) => index === chosen.shown.get(map))}
        choose={line => chosen.show(map, shown[line]?.index)}
        draw={line => {
          const iteration = shown[line];
          if (!iteration) return null;
          const { index, status, startedAt, endedAt } = iteration;
          return (
            <>
              <Mark tone={status} />#{index}
              <span class="quiet">
                {endedAt ? duration(endedAt.getTime() - startedAt.getTime()) : "running"}
              </span>
            </>
          );
        }}
      />
    </div>
  );
}
