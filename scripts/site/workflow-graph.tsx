import { Fragment } from "preact";
import type { Graph, GraphEdge, GraphNode, NodeStatus } from "../execution/graph.ts";
import type { Layout, PlacedEdge, PlacedNode, Point } from "../execution/layout.ts";
import { plainText } from "../shared/plain-text.ts";
import { duration, statusWords } from "./words.ts";

// Drawn in the browser by the console, and as text where pages are built: one picture of a workflow. Its colours and
// fonts are in assets/graph.css.

/** What a graph that people can walk through does with the state that they choose. */
interface Choosing {
  chosen?: string | undefined;
  choose(name: string): void;
}

interface Props {
  graph: Graph;
  layout: Layout;
  /** Absent where the graph is only a picture. */
  choosing?: Choosing;
  /** What a state has done so far, in a few characters, where that is not what the graph says: `12 s left`. */
  note?: (node: GraphNode) => string | undefined;
}

/** A workflow, its states coloured by what became of them. */
export function WorkflowGraph({ graph, layout, choosing, note }: Props) {
  const nodes = new Map(allNodes(graph).map(node => [node.name, node]));
  const ran = [...nodes.values()].some(({ status }) => status !== "notReached");
  const margin = 2;
  const width = Math.ceil(layout.width) + 2 * margin;
  const height = Math.ceil(layout.height) + 2 * margin;
  const described = choosing
    ? ({ role: "group", "aria-label": "Workflow" } as const)
    : ({ role: "img", "aria-label": plainText(describe(graph)) } as const);
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: it has a label, and a title would be shown as a tooltip
    <svg
      class={`workflow${ran ? " ran" : ""}`}
      viewBox={`${-margin} ${-margin} ${width} ${height}`}
      width={width}
      height={height}
      {...described}
    >
      {layout.nodes
        .filter(({ inner }) => inner.length > 0)
        .map(place => (
          <Outer key={place.name} place={place} node={nodes.get(place.name) as GraphNode} />
        ))}
      {layout.edges.map(edge => (
        <Edge key={`${edge.from} ${edge.to} ${edge.label?.text}`} place={edge} nodes={nodes} />
      ))}
      <circle class="start" cx={layout.start?.x} cy={layout.start?.y} r="8" />
      {layout.end && <circle class={`end ${endOf(graph)}`} cx={layout.end.x} cy={layout.end.y} r="8" />}
      {layout.nodes.map((place, index) => (
        <State
          key={place.name}
          place={place}
          node={nodes.get(place.name) as GraphNode}
          note={note}
          choosing={choosing}
          isFirst={index === 0}
        />
      ))}
    </svg>
  );
}

const marks: Record<NodeStatus, string> = {
  succeeded: "✓",
  failed: "✕",
  caught: "!",
  stopped: "■",
  running: "",
  notReached: "",
};

/** What a Parallel or Map state is around: behind the edges. */
function Outer({ place, node }: { place: PlacedNode; node: GraphNode }) {
  return (
    <g class={`outer ${node.status}`}>
      <rect class="box" x={place.x} y={place.y} width={place.width} height={place.height} rx="12" />
      {place.inner.map(({ x, y, width, height }, index) => (
        <rect key={index} class="branch" x={x - 8} y={y - 6} width={width + 16} height={height + 12} rx="8" />
      ))}
    </g>
  );
}

interface StateProps {
  place: PlacedNode;
  node: GraphNode;
  note: Props["note"];
  choosing: Choosing | undefined;
  isFirst: boolean;
}

function State({ place, node, note, choosing, isFirst }: StateProps) {
  const { x, y, width, height, lines, inner } = place;
  const isOuter = inner.length > 0;
  const facts = note?.(node) ?? factsOf(node);
  const captionY = lines.length * 18 + 22;
  const room = width - 48 - (facts ? facts.length * 7.4 + 8 : 0);
  const caption = plainText(shortened(node.caption, room / 6.8, facts !== ""));
  const isChosen = choosing?.chosen === node.name;
  const button = choosing && {
    role: "button" as const,
    // One stop for the Tab key: arrow keys go on from there.
    tabindex: isChosen || (choosing.chosen === undefined && isFirst) ? 0 : -1,
    "aria-pressed": isChosen,
    // What is read begins with what is seen: https://www.w3.org/WAI/WCAG22/Understanding/label-in-name.html
    "aria-label": `${[...lines, caption, facts].filter(Boolean).join(" ")}, ${wordsOf(node)}`,
    "data-state": node.name,
    onClick: () => choosing.choose(node.name),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      choosing.choose(node.name);
    },
  };
  return (
    <g
      class={`state ${node.status}${isChosen ? " chosen" : ""}`}
      transform={`translate(${x} ${y})`}
      {...button}
    >
      <rect class={isOuter ? "ring" : "box"} width={width} height={height} rx={isOuter ? 12 : 10} />
      <path class="sign" d={signs[node.type] ?? signs.Pass} transform="translate(12 12)" />
      {/* Spaces between the texts are not drawn: they are for those who hear them, or copy them. */}
      {lines.map((line, index) => (
        <Fragment key={line}>
          <text class="name" x="36" y={25 + index * 18}>
            {plainText(line)}
          </text>{" "}
        </Fragment>
      ))}
      <text class="caption" x="36" y={captionY}>
        {caption}
      </text>{" "}
      {facts && (
        <text class="facts" x={width - 12} y={captionY} text-anchor="end">
          {facts}
        </text>
      )}
    </g>
  );
}

/** A line from one state to another, with what is said about it. */
function Edge({ place, nodes }: { place: PlacedEdge; nodes: Map<string, GraphNode> }) {
  const { points, label, from, to, isBack } = place;
  const way = wayOf(place, nodes);
  const [caught, beyond] = [way?.label !== "" && nodes.get(from ?? "")?.type !== "Choice", points.at(-1)];
  const ended = to === undefined && endedIn(nodes.get(from ?? ""));
  const begun = from === undefined && nodes.get(to ?? "")?.status !== "notReached";
  const taken = way ? way.taken : ended || begun;
  const kind = `edge${taken ? " taken" : ""}${way && caught ? " catch" : ""}`;
  const words = [label?.text, way && way.times > 1 ? `×${way.times}` : ""].filter(Boolean).join(" ");
  const at = label?.at ?? middleOf(points);
  return (
    <g class={kind}>
      <path class="line" d={isBack ? detour(points) : curve(points)} />
      {beyond && (
        <path
          class="head"
          d="M-4.5 -8 L0 0 L4.5 -8 z"
          transform={`translate(${beyond.x} ${beyond.y}) rotate(${turn(points.slice(-2))})`}
        />
      )}
      {words && at && (
        <g class="label" transform={`translate(${at.x} ${at.y})`}>
          <rect x={-words.length * 3.3 - 6} y="-10" width={words.length * 6.6 + 12} height="20" rx="10" />
          <text y="4" text-anchor="middle">
            {plainText(words)}
          </text>
        </g>
      )}
    </g>
  );
}

/** What the execution says of a line: there may be two from one state to another. */
function wayOf({ from, to, label }: PlacedEdge, nodes: Map<string, GraphNode>): GraphEdge | undefined {
  const ways = (nodes.get(from ?? "")?.edges ?? []).filter(
    edge => edge.to === to && (edge.label === "") === !label,
  );
  const [first] = ways;
  if (!first) return undefined;
  // Those with a label that lead to one state are one line: each may have been taken, but it is not known which.
  return {
    ...first,
    taken: ways.some(({ taken }) => taken),
    times: Math.max(...ways.map(({ times }) => times)),
  };
}

const endedIn = (node: GraphNode | undefined) => node?.status === "succeeded";

/** Whether the execution came to its end, as far as its last states tell: one that fails ends where it is. */
function endOf({ nodes }: Graph): string {
  const last = nodes.filter(
    ({ type, edges }) => type !== "Choice" && edges.every(({ label }) => label !== ""),
  );
  return last.some(({ status }) => status === "succeeded") ? "succeeded" : "";
}

/** A line through points that comes and goes upright. */
function curve([first, ...rest]: Point[]): string {
  if (!first) return "";
  let from = first;
  const parts = rest.map(to => {
    const middle = (from.y + to.y) / 2;
    const part =
      Math.abs(from.x - to.x) < 0.5
        ? `L${at(to)}`
        : `C${at({ x: from.x, y: middle })} ${at({ x: to.x, y: middle })} ${at(to)}`;
    from = to;
    return part;
  });
  return [`M${at(first)}`, ...parts].join(" ");
}

const at = ({ x, y }: Point) => `${round(x)} ${round(y)}`;
const round = (value: number) => Math.round(value * 10) / 10;

/** A line that leaves and arrives sideways, with round corners. */
function detour([first, second, third, last]: Point[]): string {
  if (!first || !second || !third || !last) return "";
  const bend = Math.sign(second.x - first.x) * 12;
  return [
    `M${at(first)} H${round(second.x - bend)}`,
    `Q${at(second)} ${at({ x: second.x, y: second.y - 12 })} V${round(third.y + 12)}`,
    `Q${at(third)} ${at({ x: third.x - bend, y: third.y })} H${round(last.x)}`,
  ].join(" ");
}

/** Where what is said about a line without a label stands. */
function middleOf(points: Point[]): Point | undefined {
  const [first, second] = points.slice(Math.floor((points.length - 1) / 2));
  return first && second && { x: (first.x + second.x) / 2, y: (first.y + second.y) / 2 };
}

/** Degrees by which the head of a line is turned: it points down unless the line arrives sideways. */
function turn([before, last]: (Point | undefined)[]): number {
  if (!before || !last || Math.abs(before.y - last.y) > 0.5) return 0;
  return before.x < last.x ? -90 : 90;
}

function factsOf(node: GraphNode): string {
  const mark = marks[node.status];
  const tries = node.attempts > Math.max(1, node.visits) ? `${node.attempts} tries` : "";
  const visits = node.visits > 1 ? `×${node.visits}` : "";
  const took = node.durationMs === undefined || node.visits > 1 ? "" : duration(node.durationMs);
  return [mark, tries || visits, took].filter(Boolean).join(" ");
}

/** A state in words, for those who hear the graph. */
function wordsOf(node: GraphNode): string {
  const facts = [
    node.type,
    statusWords[node.status],
    ...(node.visits > 1 ? [`${node.visits} visits`] : []),
    ...(node.attempts > 1 ? [`${node.attempts} attempts`] : []),
    ...(node.durationMs === undefined ? [] : [duration(node.durationMs)]),
    ...(node.error ? [node.error] : []),
  ];
  return `${plainText(node.name)}: ${facts.join(", ")}`;
}

/** The graph in words: its states in order, what became of each, and what leads elsewhere than to the next. */
function describe(graph: Graph): string {
  const states = graph.nodes.map(node => {
    const ways = node.edges.map(({ to, label }) => (label ? `on ${label} to ${to}` : `then ${to}`));
    const inside = node.inner.map((inner, index) => `branch ${index + 1}: ${describe(inner)}`);
    return [`${wordsOf(node)}`, ...inside, ...ways].join(", ");
  });
  return `${states.join("; ")}.`;
}

/** A text in as many characters as there is room for; where that is next to none, nothing but what must be there. */
function shortened(text: string, most: number, mayGo: boolean): string {
  if (text.length <= most) return text;
  if (mayGo && most < 6) return "";
  return `${text.slice(0, Math.max(1, Math.floor(most) - 1))}…`;
}

const allNodes = (graph: Graph): GraphNode[] =>
  graph.nodes.flatMap(node => [node, ...node.inner.flatMap(allNodes)]);

/** A sign for each type of state, drawn with a line in 16 by 16 pixels. */
const signs: Record<string, string> = {
  Task: "M9 1.8L3.6 9H8l-1 5.2L12.4 7H8z",
  Wait: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z M8 5v3.2l2.2 1.4",
  Choice: "M8 1.8l6.2 6.2L8 14.2 1.8 8z M8 5.4v2.8 M8 10.4v.2",
  Pass: "M2 8h11 M9.5 4.5L13 8l-3.5 3.5",
  Parallel: "M8 2v2.5 M3.5 13.5V9a2 2 0 0 1 2-2h5a2 2 0 0 1 2 2v4.5 M8 4.5V7 M8 7v6.5",
  Map: "M2.5 4.5h8v8h-8z M5.5 4.5v-2h8v8h-3",
  Succeed: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z M5.3 8.2l1.9 1.9 3.5-3.8",
  Fail: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z M5.8 5.8l4.4 4.4 M10.2 5.8l-4.4 4.4",
};
