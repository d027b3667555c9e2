import { useMemo } from "preact/hooks";
import type { GraphNode } from "../../../execution/graph.ts";
import { plainText } from "../../../shared/plain-text.ts";
import { duration } from "../../../site/words.ts";
import { WorkflowGraph } from "../../../site/workflow-graph.tsx";
import type { Chosen } from "../model/chosen.ts";
import type { ExecutionModel } from "../model/execution-model.ts";
import { waitEnd } from "../model/wait-end.ts";
import { GraphFrame } from "../parts/graph-frame.tsx";
import { useNow } from "../parts/time.tsx";

interface Props {
  model: ExecutionModel;
  chosen: Chosen;
}

/** The graph of an execution, in which states can be chosen. */
export function GraphPanel({ model, chosen }: Props) {
  const isRunning = model.info?.status === "RUNNING";
  const now = useNow(250, isRunning);
  const shownKey = [...chosen.shown].join(" ");
  const graph = useMemo(() => model.graph(chosen.shown), [model, model.version, shownKey]);
  const { layout } = model;
  if (!graph || !layout) return <section class="graph-panel empty">There is no definition to draw.</section>;
  const choose = (name: string) => chosen.chooseState(name === chosen.state ? undefined : name);
  return (
    <GraphFrame
      label="Graph"
      layout={layout}
      chosen={chosen.state}
      choose={chosen.chooseState}
      tools={[...chosen.shown].map(([map, iteration]) => (
        <button key={map} type="button" class="chip" onClick={() => chosen.show(map, undefined)}>
          {plainText(model.visits[map]?.name ?? "")} #{iteration} <span aria-hidden="true">✕</span>
          <span class="unseen">show all iterations</span>
        </button>
      ))}
    >
      <WorkflowGraph
        graph={graph}
        layout={layout}
        choosing={{ chosen: chosen.state, choose }}
        note={node => (isRunning ? runningNote(model, node, now) : undefined)}
      />
    </GraphFrame>
  );
}

/** How long a state has been running, or how long a Wait still takes. */
function runningNote(model: ExecutionModel, node: GraphNode, now: number): string | undefined {
  if (node.status !== "running") return undefined;
  const visit = model.visits.findLast(({ name, status }) => name === node.name && status === "running");
  if (!visit) return undefined;
  const end = waitEnd(model.states.get(node.name), visit);
  if (end !== undefined) return `${duration(Math.max(0, end - now))} left`;
  const tries = visit.attempts > 1 ? `try ${visit.attempts}, ` : "";
  return `${tries}${duration(now - visit.enteredAt.getTime())}`;
}
