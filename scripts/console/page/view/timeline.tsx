import { useMemo, useState } from "preact/hooks";
import { type TimeScale, timeScale } from "../../../execution/time-scale.ts";
import { type TimelineRow, timelineRows } from "../../../execution/timeline-rows.ts";
import type { Iteration, Visit } from "../../../execution/walk.ts";
import { plainText } from "../../../shared/plain-text.ts";
import { duration } from "../../../site/words.ts";
import type { Chosen } from "../model/chosen.ts";
import type { ExecutionModel } from "../model/execution-model.ts";
import { Mark } from "../parts/status.tsx";
import { useNow } from "../parts/time.tsx";
import { VirtualList } from "../parts/virtual-list.tsx";

interface Props {
  model: ExecutionModel;
  chosen: Chosen;
}

/** When each state ran: branches are seen to overlap, and idle time is short. */
export function Timeline({ model, chosen }: Props) {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const isRunning = model.info?.status === "RUNNING";
  const now = useNow(100, isRunning);
  const end = isRunning ? now : (model.events.at(-1)?.timestamp ?? 0);
  const rows = useMemo(
    () => timelineRows(model.visits, toggled, [...model.states.keys()]),
    [model, model.version, toggled],
  );
  const moments = useMemo(() => momentsOf(model.visits), [model, model.version]);
  const scale = useMemo(
    () => timeScale([model.info?.startedAt ?? end, ...moments, end].filter(moment => moment <= end)),
    [moments, end],
  );
  const at = rows.findIndex(row => row.kind === "visit" && row.visit === chosen.visit);
  const toggle = (name: string) => {
    const next = new Set(toggled);
    if (!next.delete(name)) next.add(name);
    setToggled(next);
  };
  const choose = (row: TimelineRow | undefined) => {
    if (row?.kind === "visit") chosen.chooseVisit(row.visit);
    else if (row) toggle(row.opens);
  };
  return (
    <div class="timeline">
      <Axis scale={scale} />
      <Breaks scale={scale} />
      <VirtualList
        id="timeline"
        label="States in the order of time"
        count={rows.length}
        line={26}
        follows={isRunning}
        chosen={at}
        choose={index => choose(rows[index])}
        onKey={key => {
          const row = rows[at];
          if ((key !== "ArrowLeft" && key !== "ArrowRight") || !row?.opens) return false;
          toggle(row.opens);
          return true;
        }}
        draw={index => {
          const row = rows[index];
          return row && <Row row={row} model={model} scale={scale} end={end} toggle={toggle} />;
        }}
      />
    </div>
  );
}

function momentsOf(visits: Visit[]): number[] {
  const moments: number[] = [];
  for (const { enteredAt, exitedAt, tries } of visits) {
    moments.push(enteredAt.getTime());
    if (exitedAt) moments.push(exitedAt.getTime());
    for (const { startedAt, endedAt } of tries.length > 1 ? tries : []) {
      moments.push(startedAt.getTime());
      if (endedAt) moments.push(endedAt.getTime());
    }
  }
  return moments;
}

const percent = (share: number) => `${(100 * share).toFixed(3)}%`;

/** The time since the start at some places; the same words are not said twice. */
function Axis({ scale }: { scale: TimeScale }) {
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(place => ({
    place,
    words: duration(momentAt(scale, place) - scale.start),
  }));
  return (
    <div class="axis" aria-hidden="true">
      <div class="bars">
        {ticks
          .filter(({ words }, index) => words !== ticks[index - 1]?.words)
          .map(({ place, words }) => (
            <span key={place} class="tick" style={{ left: percent(place) }}>
              {words}
            </span>
          ))}
      </div>
    </div>
  );
}

/** Where idle time is drawn shorter than it is, unless that is all there is: behind all lines. */
function Breaks({ scale }: { scale: TimeScale }) {
  const wide = scale.breaks.map(({ from, to }) => ({ from, to, width: scale.at(to) - scale.at(from) }));
  return (
    <div class="breaks" aria-hidden="true">
      {wide
        .filter(({ width }) => width < 0.9)
        .map(({ from, to, width }) => (
          <span key={from} style={{ left: percent(scale.at(from)), width: percent(width) }}>
            {width > 0.12 && <i>{duration(to - from)}, shortened</i>}
          </span>
        ))}
    </div>
  );
}

/** The moment at a place on the scale. */
function momentAt({ start, end, at }: TimeScale, place: number): number {
  let [low, high] = [start, end];
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2;
    if (at(middle) < place) low = middle;
    else high = middle;
  }
  return high;
}

interface RowProps {
  row: TimelineRow;
  model: ExecutionModel;
  scale: TimeScale;
  end: number;
  toggle(name: string): void;
}

function Row({ row, model, scale, end, toggle }: RowProps) {
  const visit = row.kind === "visit" ? model.visits[row.visit] : undefined;
  const iteration = row.kind === "iteration" ? model.visits[row.map]?.iterations?.[row.index] : undefined;
  const what = visit ? spanOf(visit, end) : iteration && spanOfIteration(iteration, end);
  if (!what) return null;
  const { from, to, status } = what;
  const left = scale.at(from);
  const width = scale.at(to) - left;
  const parts = visit && visit.tries.length > 1 ? visit.tries : [];
  const name = visit ? plainText(visit.name) : `iteration ${row.kind === "iteration" ? row.index : ""}`;
  return (
    <>
      <span class="label" style={{ paddingLeft: `${row.depth * 14}px` }}>
        {row.opens ? (
          // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: the list has the keys
          <span
            class="fold"
            onClick={event => {
              event.stopPropagation();
              toggle(row.opens as string);
            }}
          >
            {row.isOpen ? "▾" : "▸"}
          </span>
        ) : (
          <span class="fold" />
        )}
        <Mark tone={status} />
        <span class="name">{name}</span>
      </span>
      <span class="bars">
        <span
          class={`bar ${status}${parts.length > 0 ? " parted" : ""}`}
          style={{ left: percent(left), width: percent(width) }}
        />
        {parts.map(({ startedAt, endedAt, error }) => {
          const [start, stop] = [scale.at(startedAt.getTime()), scale.at(endedAt?.getTime() ?? end)];
          const tone = error ? "failed" : endedAt ? "succeeded" : "running";
          return (
            <span
              key={startedAt.getTime()}
              class={`bar try ${tone}`}
              style={{ left: percent(start), width: percent(stop - start) }}
            />
          );
        })}
        <span class="took" style={{ left: percent(left + width) }}>
          {duration(to - from)}
        </span>
      </span>
    </>
  );
}

interface Span {
  from: number;
  to: number;
  status: Visit["status"];
}

const spanOf = ({ enteredAt, exitedAt, status, tries }: Visit, end: number): Span => ({
  from: enteredAt.getTime(),
  to: exitedAt?.getTime() ?? (status === "running" ? end : (tries.at(-1)?.endedAt?.getTime() ?? end)),
  status,
});

const spanOfIteration = ({ startedAt, endedAt, status }: Iteration, end: number): Span => ({
  from: startedAt.getTime(),
  to: endedAt?.getTime() ?? end,
  status,
});
