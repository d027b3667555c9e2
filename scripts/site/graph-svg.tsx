import { renderToString } from "preact-render-to-string";
import type { Graph } from "../execution/graph.ts";
import { layoutOf } from "../execution/layout.ts";
import { WorkflowGraph } from "./workflow-graph.tsx";

/** A workflow graph as a picture for a page, in SVG. Screen readers get it as a sentence. */
export function graphSvg(graph: Graph): string {
  return renderToString(<WorkflowGraph graph={graph} layout={layoutOf(graph)} />);
}
