import type { Graph, GraphNode } from "../../../execution/graph.ts";
import { nodeFacts } from "../../../report/format.ts";

/** Sizes in pixels. */
const size = { line: 18, padding: 12, gap: 34, column: 44, character: 7.4, end: 7 };

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A drawing whose upper left corner is at 0, 0. */
interface Drawing {
  width: number;
  height: number;
  shapes: string[];
  /** Where an arrow from above has to end, and one to what follows begins. */
  top: { x: number; y: number };
  bottom: { x: number; y: number };
}

const marks: Record<GraphNode["status"], string> = {
  succeeded: "✓ ",
  failed: "✗ ",
  caught: "! ",
  stopped: "■ ",
  running: "… ",
  notReached: "",
};

/**
 * A workflow graph as SVG, its colours from the page's style sheet. The states along `Next` stand in one column, those
 * that only a Catch or a Choice leads to in a second one. Screen readers get it as a sentence.
 */
export function graphSvg(graph: Graph): string {
  const { width, height, shapes, top, bottom } = drawGraph(graph);
  const margin = size.gap;
  const ends = [
    circle(top.x, -margin + size.end + 1),
    arrow(`M${top.x} ${-margin + 2 * size.end} V${top.y}`),
    arrow(`M${bottom.x} ${bottom.y} V${height + margin - 2 * size.end - 2}`),
    circle(bottom.x, height + margin - size.end - 1),
  ];
  const viewBox = [-2, -margin, Math.ceil(width) + 4, Math.ceil(height) + 2 * margin].join(" ");
  return [
    `<svg class="graph" role="img" aria-label="${escaped(describe(graph))}" viewBox="${viewBox}" width="${Math.ceil(width) + 4}">`,
    `<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">`,
    `<path d="M0 0 L8 4 L0 8 z" class="head"/></marker></defs>`,
    ...ends,
    ...shapes,
    "</svg>",
    "",
  ].join("\n");
}

function drawGraph(graph: Graph): Drawing {
  const main = mainPath(graph);
  const side = graph.nodes.filter(node => !main.includes(node));
  const drawn = new Map(graph.nodes.map(node => [node.name, drawNode(node)]));
  const drawing = (node: GraphNode) => drawn.get(node.name) as Drawing;
  const mainWidth = Math.max(...main.map(node => drawing(node).width));

  const boxes = new Map<string, Box>();
  let y = 0;
  for (const node of main) {
    const { width, height } = drawing(node);
    boxes.set(node.name, { x: (mainWidth - width) / 2, y, width, height });
    y += height + size.gap;
  }
  const height = y - size.gap;

  let free = 0;
  for (const node of side) {
    const source = graph.nodes.find(
      ({ edges, name }) => boxes.has(name) && edges.some(({ to }) => to === node.name),
    );
    const from = source && boxes.get(source.name);
    const { width, height } = drawing(node);
    const at = Math.max(free, from ? from.y + size.line : 0);
    boxes.set(node.name, { x: mainWidth + size.column, y: at, width, height });
    free = at + height + size.gap;
  }

  const all = [...boxes.values()];
  const shapes = [
    ...drawEdges(graph, boxes, mainWidth),
    ...graph.nodes.flatMap(node => {
      const { x, y } = boxes.get(node.name) as Box;
      return [`<g transform="translate(${round(x)} ${round(y)})">`, ...drawing(node).shapes, "</g>"];
    }),
  ];
  const middle = mainWidth / 2;
  return {
    width: Math.max(...all.map(box => box.x + box.width)),
    height: Math.max(...all.map(box => box.y + box.height)),
    shapes,
    top: { x: middle, y: 0 },
    bottom: { x: middle, y: height },
  };
}

/** The states from the start along `Next`, or a Choice's default. */
function mainPath({ startAt, nodes }: Graph): GraphNode[] {
  const found: GraphNode[] = [];
  let node = nodes.find(({ name }) => name === startAt);
  while (node && !found.includes(node)) {
    found.push(node);
    const { edges, type } = node;
    const next =
      edges.find(({ label }) => label === "" || label === "default") ??
      (type === "Choice" ? edges[0] : undefined);
    node = nodes.find(({ name }) => name === next?.to);
  }
  return found;
}

function drawNode(node: GraphNode): Drawing {
  const title = `${marks[node.status]}${node.name}`;
  const lines = [title, nodeFacts(node).join(", ")].filter(Boolean);
  const textWidth = Math.max(...lines.map(line => line.length)) * size.character + 2 * size.padding;
  const head = lines.length * size.line + size.padding;
  const inner = node.inner.map(drawGraph);
  const innerWidth = inner.reduce((sum, { width }) => sum + width + size.padding, size.padding);
  const width = Math.max(120, textWidth, inner.length > 0 ? innerWidth : 0);
  const height =
    head + (inner.length > 0 ? Math.max(...inner.map(({ height }) => height)) + 2 * size.padding : 0);

  let x = (width - innerWidth) / 2 + size.padding;
  const shapes = [
    `<rect class="state ${node.status}${inner.length > 0 ? " outer" : ""}" width="${round(width)}" height="${height}" rx="6"/>`,
    ...lines.map((line, index) =>
      text(line, width / 2, (index + 1) * size.line, index > 0 ? "facts" : "name"),
    ),
  ];
  for (const drawing of inner) {
    shapes.push(`<g transform="translate(${round(x)} ${head + size.padding})">`, ...drawing.shapes, "</g>");
    x += drawing.width + size.padding;
  }
  return { width, height, shapes, top: { x: width / 2, y: 0 }, bottom: { x: width / 2, y: height } };
}

function drawEdges({ nodes }: Graph, boxes: Map<string, Box>, mainWidth: number): string[] {
  const lane = mainWidth + size.column / 3;
  const labels = new Map<string, string[]>();
  const shapes = nodes.flatMap(({ name, edges }) =>
    edges.flatMap(({ to, label, taken }) => {
      const a = boxes.get(name);
      const b = boxes.get(to);
      if (!a || !b) return [];
      if (label) labels.set(to, [...(labels.get(to) ?? []), label]);
      const middle = (box: Box) => box.x + box.width / 2;
      const below = b.y >= a.y + a.height && a.x < mainWidth === b.x < mainWidth;
      if (below && b.y - (a.y + a.height) <= size.gap)
        return [arrow(`M${round(middle(a))} ${round(a.y + a.height)} V${round(b.y)}`, taken)];
      const end = b.x < mainWidth ? b.x + b.width : b.x;
      const from = a.x < mainWidth ? a.x + a.width : a.x;
      const out = `M${round(from)} ${round(a.y + Math.min(a.height, 30) / 2)} H${round(lane)}`;
      return [arrow(`${out} V${round(b.y + Math.min(b.height, 30) / 2)} H${round(end)}`, taken)];
    }),
  );
  const named = [...labels].map(([name, words]) => {
    const { x, y, width } = boxes.get(name) as Box;
    const at = x < mainWidth ? x + width / 2 + 6 : x;
    return `<text class="label" x="${round(at)}" y="${round(y - 6)}">${escaped([...new Set(words)].join(", "))}</text>`;
  });
  return [...shapes, ...named];
}

const circle = (x: number, y: number) =>
  `<circle class="end" cx="${round(x)}" cy="${round(y)}" r="${size.end}"/>`;

const arrow = (path: string, taken = false) =>
  `<path class="edge${taken ? " taken" : ""}" d="${path}" marker-end="url(#arrow)"/>`;

const text = (words: string, x: number, y: number, kind: string) =>
  `<text class="${kind}" x="${round(x)}" y="${round(y)}" text-anchor="middle">${escaped(words)}</text>`;

/** The graph in words: its states in order, what became of each, and what leads elsewhere than to the next. */
function describe(graph: Graph): string {
  const states = graph.nodes.map(node => {
    const facts = [...(node.status === "notReached" ? [] : [node.status]), ...nodeFacts(node)];
    const ways = node.edges.map(({ to, label }) => (label ? `on ${label} to ${to}` : `then ${to}`));
    const inside = node.inner.map((inner, index) => `branch ${index + 1}: ${describe(inner)}`);
    return [`${node.name} (${[node.type, ...facts].join(", ")})`, ...inside, ...ways].join(", ");
  });
  return `${states.join("; ")}.`;
}

const round = (value: number) => Math.round(value * 10) / 10;

const escaped = (words: string) => words.replace(/[&<>"]/g, character => `&#${character.codePointAt(0)};`);
