import type { Graph, GraphNode } from "../execution/graph.ts";
import { nodeFacts, visitMark } from "./format.ts";
import type { Screen } from "./screen.ts";

/** A workflow graph for the terminal: its states from top to bottom, those inside Parallel and Map states indented. */
export function graphLines(screen: Screen, graph: Graph, margin = ""): string[] {
  return graph.nodes.flatMap((node, index) => [
    ...(index > 0 ? [`${margin}${arrival(screen, graph, node)}`] : []),
    `${margin}${visitMark(screen, node.status)} ${node.name}${facts(screen, node)}`,
    ...node.inner.flatMap((inner, branch) => [
      `${margin}${screen.dim(`├─ ${node.type === "Map" ? "each item" : `branch ${branch + 1}`}`)}`,
      ...graphLines(screen, inner, `${margin}${screen.dim("│")}    `),
    ]),
  ]);
}

/** What leads to a state: the one above it, or, over an edge with a label, another one. */
function arrival(screen: Screen, graph: Graph, node: GraphNode): string {
  for (const from of graph.nodes) {
    const edge = from.edges.find(({ to, label }) => to === node.name && label !== "");
    if (edge) return screen.dim(`╰ ${edge.label} in ${from.name}:`);
  }
  return screen.dim("│");
}

function facts(screen: Screen, node: GraphNode): string {
  const facts = nodeFacts(node);
  return facts.length > 0 ? screen.dim(`  ${facts.join(", ")}`) : "";
}
