import { graphlib, layout as layOut } from "@dagrejs/dagre";
import { plainText } from "../shared/plain-text.ts";
import type { Graph, GraphEdge, GraphNode } from "./graph.ts";

// A layout depends on the definition alone, so that nothing moves while an execution colours it.

/** Where the parts of a workflow graph are drawn, in pixels from the upper left corner. */
export interface Layout {
  width: number;
  height: number;
  /** The states, each before those inside it. */
  nodes: PlacedNode[];
  edges: PlacedEdge[];
  start: Point;
  /** Where the execution ends; absent where no state ends it. */
  end?: Point;
}

export interface Point {
  x: number;
  y: number;
}

interface Box extends Point {
  width: number;
  height: number;
}

export interface PlacedNode extends Box {
  name: string;
  /** The name, broken into lines that fit. */
  lines: string[];
  /** How many Parallel and Map states are around it. */
  depth: number;
  /** Where the graphs inside it are drawn. */
  inner: Box[];
}

export interface PlacedEdge {
  from?: string;
  to?: string;
  /** From its beginning to its end: it leaves and arrives upright, or sideways where it leads back to a state above. */
  points: Point[];
  isBack: boolean;
  /** The words beside it, cut to what fits, and where their middle is. */
  label?: { text: string; at: Point; width: number };
}

/** Sizes in pixels. */
const size = {
  line: 18,
  head: 34,
  sign: 36,
  minWidth: 156,
  maxWidth: 280,
  padding: 18,
  facts: 76,
  port: 22,
  between: 40,
  rank: 44,
  end: 10,
  labelHeight: 20,
};

/** Lays a graph out from top to bottom; what is inside Parallel and Map states is laid out first, as plain boxes. */
export function layoutOf(graph: Graph): Layout {
  const { nodes, edges, width, height, start, end } = place(graph, 0);
  return { nodes, edges, width, height, start: start as Point, ...(end && { end }) };
}

interface Part {
  width: number;
  height: number;
  nodes: PlacedNode[];
  edges: PlacedEdge[];
  start?: Point;
  end?: Point;
}

/** What is used of dagre's graphs: the package's own types are found by bundlers only. */
interface Drawing {
  setGraph(label: object): Drawing;
  setDefaultEdgeLabel(label: () => object): Drawing;
  setNode(id: string, label: object): void;
  setEdge(from: string, to: string, label: object, name?: string): void;
  hasNode(id: string): boolean;
  node(id: string): unknown;
  nodes(): string[];
  edge(from: string, to: string, name?: string): unknown;
  edges(): { v: string; w: string; name?: string }[];
}

const [startId, endId] = ["start", "end"];
const idOf = (name: string) => `state ${name}`;

function place(graph: Graph, depth: number): Part {
  const drawing: Drawing = new graphlib.Graph({ multigraph: true })
    // UL keeps the states along the first way out of each, which is Next, in one line.
    .setGraph({ rankdir: "TB", align: "UL", nodesep: size.between, ranksep: size.rank, edgesep: 18 })
    .setDefaultEdgeLabel(() => ({}));
  const parts = new Map(graph.nodes.map(node => [node.name, partOf(node, depth)]));
  const hasEnds = depth === 0 && graph.nodes.length > 0;
  if (hasEnds) {
    drawing.setNode(startId, { width: 2 * size.end, height: 2 * size.end });
    drawing.setEdge(startId, idOf(graph.startAt), { weight: 4 });
  }
  for (const [name, { width, height }] of parts) drawing.setNode(idOf(name), { width, height });
  for (const node of graph.nodes) for (const way of waysOf(node)) addEdge(drawing, node.name, way);
  const last = graph.nodes.filter(isEnd);
  if (hasEnds && last.length > 0) {
    drawing.setNode(endId, { width: 2 * size.end, height: 2 * size.end });
    for (const { name } of last) drawing.setEdge(idOf(name), endId, { weight: 3 }, "end");
  }
  layOut(drawing, {
    customOrder: (layers: Drawing, order: (layers: Drawing) => void) =>
      nextFirst(layers, order, mainPath(graph)),
  });
  return collect(graph, drawing, parts, depth);
}

/**
 * Orders the states of each layer so that few lines cross. Mirrored, as few do: the states along Next come first, as one
 * reads.
 */
function nextFirst(layers: Drawing, order: (layers: Drawing) => void, path: string[]): void {
  order(layers);
  const nodes = layers.nodes().map(id => ({ id, node: layers.node(id) as { rank: number; order: number } }));
  const last = new Map<number, number>();
  for (const { node } of nodes) last.set(node.rank, Math.max(last.get(node.rank) ?? 0, node.order));
  const onPath = new Set(path.map(idOf));
  let leaning = 0; // how far right of the middle the path is
  for (const { id, node } of nodes)
    if (onPath.has(id)) leaning += node.order - (last.get(node.rank) ?? 0) / 2;
  if (leaning <= 0) return;
  for (const { node } of nodes) node.order = (last.get(node.rank) ?? 0) - node.order;
}

/** The states from the start along `Next`, or a Choice's first way. */
function mainPath({ startAt, nodes }: Graph): string[] {
  const path: string[] = [];
  let node = nodes.find(({ name }) => name === startAt);
  while (node && !path.includes(node.name)) {
    path.push(node.name);
    const [next] = node.edges;
    node = nodes.find(({ name }) => name === next?.to);
  }
  return path;
}

/** A state with what is inside it, as if its upper left corner were at 0, 0. */
interface StatePart {
  width: number;
  height: number;
  lines: string[];
  inner: (Part & Point)[];
}

function partOf(node: GraphNode, depth: number): StatePart {
  const lines = linesOf(plainText(node.name));
  const textWidth = Math.max(...lines.map(widthOf), widthOf(node.caption) * 0.85 + size.facts);
  const own = Math.min(Math.max(textWidth + size.sign + size.padding, size.minWidth), size.maxWidth);
  const head = lines.length * size.line + size.head;
  if (node.inner.length === 0) return { width: own, height: head, lines, inner: [] };
  let x = size.padding;
  const inner = node.inner.map(graph => {
    const part = place(graph, depth + 1);
    const placed = { ...part, x, y: head };
    x += part.width + 2 * size.padding;
    return placed;
  });
  x -= size.padding;
  const shift = Math.max(0, own - x) / 2; // a head that is wider than what is inside
  for (const part of inner) part.x += shift;
  const height = head + Math.max(...inner.map(({ height }) => height)) + size.padding;
  return { width: Math.max(own, x), height, lines, inner };
}

/** The ways out of a state. Those that lead to the same one are drawn as one, but for a Next beside a Catch. */
function waysOf({ edges }: GraphNode): GraphEdge[] {
  const ways = new Map<string, GraphEdge>();
  for (const edge of edges) {
    const key = `${edge.to} ${edge.label === ""}`;
    const known = ways.get(key);
    ways.set(key, known ? { ...known, label: `${known.label}, ${edge.label}` } : edge);
  }
  return [...ways.values()];
}

function addEdge(drawing: Drawing, from: string, { to, label }: GraphEdge): void {
  if (!drawing.hasNode(idOf(to))) return; // it leads to a state that a learner has not written yet
  const text = cut(plainText(label), 30);
  drawing.setEdge(
    idOf(from),
    idOf(to),
    {
      weight: label === "" ? 8 : 1, // the states along Next stand in one line
      ...(text && { text, width: widthOf(text) * 0.85 + 12, height: size.labelHeight, labelpos: "c" }),
    },
    label === "" ? "next" : "other",
  );
}

function collect(graph: Graph, drawing: Drawing, parts: Map<string, StatePart>, depth: number): Part {
  const nodes: PlacedNode[] = [];
  const edges: PlacedEdge[] = [];
  for (const { name } of graph.nodes) {
    const { lines, inner, ...box } = parts.get(name) as StatePart;
    const { x, y } = drawing.node(idOf(name)) as Point;
    const corner = { x: x - box.width / 2, y: y - box.height / 2 };
    const moved = inner.map(part => moveBy(part, { x: corner.x + part.x, y: corner.y + part.y }));
    const boxes = inner.map(({ x, y, width, height }) => ({
      x: corner.x + x,
      y: corner.y + y,
      width,
      height,
    }));
    nodes.push(
      { name, lines, depth, ...corner, ...box, inner: boxes },
      ...moved.flatMap(({ nodes }) => nodes),
    );
    edges.push(...moved.flatMap(({ edges }) => edges));
  }
  const boxes = drawing.nodes().map(id => drawing.node(id) as Box);
  const names = new Map(graph.nodes.map(({ name }) => [idOf(name), name]));
  for (const { v, w, name } of drawing.edges()) {
    const drawn = drawing.edge(v, w, name) as { points: Point[]; text?: string; width?: number } & Point;
    const { text, width = 0 } = drawn;
    const [from, to] = [names.get(v), names.get(w)];
    const way = wayBetween(drawing.node(v) as Box, drawing.node(w) as Box, drawn.points, text ? [] : boxes);
    const at = { x: way.isBack ? (way.points[1]?.x ?? drawn.x) : drawn.x, y: drawn.y };
    edges.push({
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...way,
      ...(text && { label: { text, at, width } }),
    });
  }
  const end = drawing.hasNode(endId) ? (drawing.node(endId) as Point) : undefined;
  const start = drawing.hasNode(startId) ? (drawing.node(startId) as Point) : undefined;
  return framed({ nodes, edges, ...(start && { start }), ...(end && { end }) });
}

/** A part whose upper left corner is at 0, 0: lines that lead back may go beyond what dagre has counted with. */
function framed(part: Omit<Part, "width" | "height">): Part {
  const boxes: Box[] = [
    ...part.nodes,
    ...part.edges.flatMap(({ points, label }) => [
      ...points.map(point => ({ ...point, width: 0, height: 0 })),
      ...(label ? [{ x: label.at.x - label.width / 2, y: label.at.y, width: label.width, height: 0 }] : []),
    ]),
    ...[part.start, part.end].flatMap(point =>
      point
        ? [{ x: point.x - size.end, y: point.y - size.end, width: 2 * size.end, height: 2 * size.end }]
        : [],
    ),
  ];
  if (boxes.length === 0) return { ...part, width: 0, height: 0 };
  const [x, y] = [Math.min(...boxes.map(box => box.x)), Math.min(...boxes.map(box => box.y))];
  const by = { x: -x, y: -y };
  return {
    ...moveBy(part, by),
    ...(part.start && { start: { x: part.start.x - x, y: part.start.y - y } }),
    ...(part.end && { end: { x: part.end.x - x, y: part.end.y - y } }),
    width: Math.max(...boxes.map(box => box.x + box.width)) - x,
    height: Math.max(...boxes.map(box => box.y + box.height)) - y,
  };
}

/**
 * A line between two boxes, whose middles are given, through points that keep it clear of others. One that can be
 * straight, since none of the boxes is in the way, is.
 */
function wayBetween(
  from: Box,
  to: Box,
  points: Point[],
  boxes: Box[],
): Pick<PlacedEdge, "points" | "isBack"> {
  const isBack = from.y >= to.y;
  const isBetween = ({ x, y, width }: Box) =>
    y > from.y && y < to.y && Math.abs(x - from.x) < width / 2 + size.port;
  const isStraight = !isBack && Math.abs(from.x - to.x) < 1 && boxes.length > 0 && !boxes.some(isBetween);
  const inner = isStraight ? [] : points.slice(1, -1);
  const port = (box: Box, towards: Point) => {
    const room = Math.max(0, box.width / 2 - size.port);
    return box.x + Math.min(room, Math.max(-room, towards.x - box.x));
  };
  if (!isBack) {
    const first = { x: port(from, inner[0] ?? to), y: from.y + from.height / 2 };
    const last = { x: port(to, inner.at(-1) ?? from), y: to.y - to.height / 2 };
    return { points: [first, ...inner, last], isBack };
  }
  const edges = [from, to].map(({ x, width }) => ({ left: x - width / 2, right: x + width / 2 }));
  const middle = inner[Math.floor(inner.length / 2)]?.x ?? from.x;
  const isLeft = middle < (from.x + to.x) / 2;
  const beyond = isLeft
    ? Math.min(...edges.map(({ left }) => left - size.port), middle)
    : Math.max(...edges.map(({ right }) => right + size.port), middle);
  const side = ({ x, y, width }: Box) => ({ x: x + ((isLeft ? -1 : 1) * width) / 2, y });
  return {
    points: [side(from), { x: beyond, y: from.y }, { x: beyond, y: to.y }, side(to)],
    isBack,
  };
}

function moveBy({ nodes, edges }: Pick<Part, "nodes" | "edges">, by: Point): Pick<Part, "nodes" | "edges"> {
  const move = <Place extends Point>(place: Place): Place => ({
    ...place,
    x: place.x + by.x,
    y: place.y + by.y,
  });
  return {
    nodes: nodes.map(node => ({ ...move(node), inner: node.inner.map(move) })),
    edges: edges.map(({ label, points, ...edge }) => ({
      ...edge,
      points: points.map(move),
      ...(label && { label: { ...label, at: move(label.at) } }),
    })),
  };
}

/** Whether the execution succeeds after a state: a Fail state says by itself that it ends there. */
function isEnd({ type, edges }: GraphNode): boolean {
  return type !== "Choice" && type !== "Fail" && edges.every(({ label }) => label !== "");
}

/** A name in at most three lines, broken between words. */
function linesOf(name: string): string[] {
  const lines: string[] = [];
  for (const word of name.split(/\s+/)) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && longer.length <= 24) lines[lines.length - 1] = longer;
    else lines.push(cut(word, 24));
  }
  return lines.length <= 3 ? lines : [...lines.slice(0, 2), `${cut(lines[2] ?? "", 24)}…`];
}

function cut(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}

/** About how wide a text is in a sans-serif font of 14 pixels: nothing can be measured where pages are built. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/[iljtfrI.,:;'|!()[\] ]/.test(character)) width += 5;
    else if (/[mwMW@%—…]/.test(character)) width += 12.5;
    else if (/[A-Z0-9$=<>≤≥]/.test(character)) width += 9.6;
    else width += (character.codePointAt(0) ?? 0) > 0x2e7f ? 14.5 : 8.4;
  }
  return width;
}
