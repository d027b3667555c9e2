import type { Graph, GraphNode, NodeStatus } from "../execution/graph.ts";
import { nodeFacts } from "./format.ts";

/** Fill, border and text of a state: readable on a light page and on a dark one. */
const colors: Record<NodeStatus, { fill: string; stroke: string; color: string }> = {
  succeeded: { fill: "#dafbe1", stroke: "#1a7f37", color: "#0f3d1c" },
  failed: { fill: "#ffebe9", stroke: "#cf222e", color: "#660018" },
  caught: { fill: "#fff8c5", stroke: "#9a6700", color: "#4d2d00" },
  stopped: { fill: "#fff8c5", stroke: "#9a6700", color: "#4d2d00" },
  running: { fill: "#fff8c5", stroke: "#9a6700", color: "#4d2d00" },
  notReached: { fill: "#eaeef2", stroke: "#8c959f", color: "#424a53" },
};

/**
 * A workflow graph as a Mermaid flowchart. An execution colours its states: green where they succeeded, red where they
 * failed, yellow where a Catch took over or they did not end, grey where they were not reached; edges that it did not
 * take are dotted. https://mermaid.js.org/syntax/flowchart.html
 */
export function mermaid(graph: Graph): string {
  const ran = graph.nodes.some(({ status }) => status !== "notReached");
  const used = ran ? [...new Set(allNodes(graph).filter(isLeaf).map(statusOf))] : [];
  return [
    "flowchart TD",
    ...indent(["begin([Start])", ...edges([["begin", idOf(graph, graph.startAt), "", ran]], ran)]),
    ...indent(statements(graph, ran, "s")),
    ...indent(endings(graph, ran)),
    ...used.map(status => {
      const { fill, stroke, color } = colors[status];
      return `  classDef ${status} fill:${fill},stroke:${stroke},color:${color}`;
    }),
    "",
  ].join("\n");
}

type Edge = [from: string, to: string, label: string, taken: boolean];

/** A graph's states, and the edges between them. Ids start with the prefix: names are not valid ids in Mermaid. */
function statements(graph: Graph, ran: boolean, prefix: string): string[] {
  return [
    ...graph.nodes.flatMap(node => state(node, ran, idOf(graph, node.name, prefix))),
    ...edges(
      graph.nodes.flatMap(node =>
        node.edges.map(({ to, label, taken }): Edge => {
          return [idOf(graph, node.name, prefix), idOf(graph, to, prefix), label, taken];
        }),
      ),
      ran,
    ),
  ];
}

function state(node: GraphNode, ran: boolean, id: string): string[] {
  const label = `"${[node.name, ...nodeFacts(node)].map(escaped).join("<br/>")}"`;
  if (isLeaf(node)) {
    const box = node.type === "Choice" ? `{${label}}` : `[${label}]`;
    return [`${id}${box}${ran ? `:::${node.status}` : ""}`];
  }
  return [
    `subgraph ${id} [${label}]`,
    ...indent(node.inner.flatMap((inner, index) => statements(inner, ran, `${id}_${index + 1}_`))),
    "end",
    // Only its border: what is inside has colours of its own, and lines that must stand out from the page.
    ...(ran ? [`style ${id} fill:none,stroke:${colors[node.status].stroke}`] : []),
  ];
}

function edges(list: Edge[], ran: boolean): string[] {
  return list.map(([from, to, label, taken]) => {
    const arrow = taken || !ran ? "-->" : "-.->";
    return `${from} ${arrow}${label ? `|"${escaped(label)}"|` : ""} ${to}`;
  });
}

/** The edges from the states that end the execution. */
function endings(graph: Graph, ran: boolean): string[] {
  const last = graph.nodes.filter(node => node.type !== "Choice" && node.edges.every(({ label }) => label));
  const ended = (node: GraphNode) => node.status === "succeeded" || node.status === "failed";
  return [
    "finish([End])",
    ...edges(
      last.map(node => [idOf(graph, node.name), "finish", "", ended(node)]),
      ran,
    ),
  ];
}

function idOf(graph: Graph, name: string, prefix = "s"): string {
  return `${prefix}${graph.nodes.findIndex(node => node.name === name) + 1}`;
}

/**
 * A text that can stand in a quoted label: whatever might be markup becomes a character code.
 * https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters
 */
function escaped(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[^\p{L}\p{N} ]/gu, character => `#${character.codePointAt(0)};`);
}

const allNodes = (graph: Graph): GraphNode[] =>
  graph.nodes.flatMap(node => [node, ...node.inner.flatMap(allNodes)]);
const isLeaf = (node: GraphNode) => node.inner.length === 0;
const statusOf = (node: GraphNode) => node.status;
const indent = (lines: string[]) => lines.map(line => `  ${line}`);
