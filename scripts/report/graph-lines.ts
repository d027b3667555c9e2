import type { Graph, GraphNode } from "../execution/graph.ts";
import { seconds } from "./format.ts";
import type { Screen } from "./screen.ts";

/** A workflow graph for the terminal: its states from top to bottom, those inside Parallel and Map states indented. */
export function graphLines(screen: Screen, graph: Graph, margin = ""): string[] {
  return graph.nodes.flatMap((node, index) => [
    ...(index > 0 ? [`${margin}${screen.dim("│")}${arrival(screen, graph, node)}`] : []),
    `${margin}${mark(screen, node)} ${node.name}${facts(screen, node)}`,
    ...node.inner.flatMap((inner, branch) => [
      `${margin}${screen.dim(`├─ ${node.type === "Map" ? "each item" : `branch ${branch + 1}`}`)}`,
      ...graphLines(screen, inner, `${margin}${screen.dim("│")}    `),
    ]),
  ]);
}

/** Where a state is reached by anything but the `Next` of the one above it, what leads there. */
function arrival(screen: Screen, graph: Graph, node: GraphNode): string {
  const sources = graph.nodes.flatMap(from =>
    from.edges.filter(({ to }) => to === node.name).map(edge => ({ from, edge })),
  );
  const labelled = sources.find(({ edge }) => edge.label !== "");
  return labelled ? screen.dim(` ${labelled.edge.label} from ${labelled.from.name}`) : "";
}

function mark(screen: Screen, { status }: GraphNode): string {
  const marks = {
    succeeded: screen.green("✓"),
    caught: screen.yellow("!"),
    failed: screen.red("✗"),
    stopped: screen.yellow("■"),
    running: screen.yellow("…"),
    notReached: screen.dim("○"),
  };
  return marks[status];
}

function facts(screen: Screen, { durationMs, attempts, error }: GraphNode): string {
  const parts = [
    ...(durationMs === undefined ? [] : [seconds(durationMs)]),
    ...(attempts > 1 ? [`${attempts} attempts`] : []),
    ...(error ? [error] : []),
  ];
  return parts.length > 0 ? screen.dim(`  ${parts.join(", ")}`) : "";
}
