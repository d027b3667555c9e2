import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Layout } from "../../../execution/layout.ts";
import { neighbour } from "./neighbour.ts";

interface Props {
  label: string;
  layout: Layout;
  /** What is chosen, which comes into view when it changes. */
  chosen?: string | undefined;
  /** Chooses the state that an arrow key leads to. */
  choose?: (name: string) => void;
  /** What stands beside the buttons for the size. */
  tools?: ComponentChildren;
  children: ComponentChildren;
}

/** Below this a graph's text can't be read: it is scrolled instead. */
const leastFit = 0.7;
const zooms = [0.4, 0.55, 0.7, 0.85, 1, 1.25, 1.5];
const border = 48;

/** Where a graph is seen, as large as there is room for, or as a person wants it. */
export function GraphFrame({ label, layout, chosen, choose, tools, children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [zoom, setZoom] = useState<number | "fit">("fit");
  const [room, setRoom] = useState({ width: 0, height: 0 });

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const read = () => setRoom({ width: element.clientWidth, height: element.clientHeight });
    const observer = new ResizeObserver(read);
    observer.observe(element);
    read();
    return () => observer.disconnect();
  }, []);

  // Before the next key is pressed: it goes on from the state that has the focus.
  useLayoutEffect(() => {
    const element = box.current?.querySelector<SVGGElement>(".state.chosen");
    element?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (box.current?.contains(document.activeElement)) element?.focus({ preventScroll: true });
  }, [chosen]);

  function onKeyDown(event: KeyboardEvent): void {
    const from = (event.target as Element).getAttribute("data-state");
    const to = from === null ? undefined : neighbour(layout, from, event.key);
    if (to === undefined || !choose) return;
    event.preventDefault();
    choose(to);
  }

  const fit = Math.min(1, (room.width - border) / layout.width, (room.height - border) / layout.height);
  const scale = zoom === "fit" ? Math.max(leastFit, fit) : zoom;
  const step = (by: number) => {
    const larger = zooms.findIndex(one => one > scale + 0.01);
    const at =
      by > 0
        ? larger
        : (larger < 0 ? zooms.length : larger) - 1 - Number(zooms.some(one => Math.abs(one - scale) < 0.01));
    const next = zooms[at];
    if (next !== undefined) setZoom(next);
  };

  return (
    <section class="graph-panel" aria-label={label}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the states inside have the focus */}
      <div class="graph-scroll" ref={box} onKeyDown={onKeyDown}>
        <div
          class="graph-frame"
          style={{ width: `${layout.width * scale}px`, height: `${layout.height * scale}px` }}
        >
          <div style={{ transform: `scale(${scale})`, transformOrigin: "0 0", width: `${layout.width}px` }}>
            {children}
          </div>
        </div>
      </div>
      <div class="graph-tools">
        {tools}
        <span class="grow" />
        <button type="button" class="plain" aria-label="Smaller" data-key="-" onClick={() => step(-1)}>
          −
        </button>
        <button
          type="button"
          class="plain"
          aria-label={`${Math.round(scale * 100)}%, as large as fits`}
          data-key="0"
          onClick={() => setZoom("fit")}
        >
          {Math.round(scale * 100)}%
        </button>
        <button type="button" class="plain" aria-label="Larger" data-key="+" onClick={() => step(1)}>
          +
        </button>
      </div>
    </section>
  );
}
