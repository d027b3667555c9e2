import type { Visit } from "./walk.ts";

/** A line of a timeline: a visit to a state, or an iteration of a Map state, with what is inside it below. */
export type TimelineRow =
  | { kind: "visit"; visit: number; depth: number; opens?: string; isOpen: boolean }
  | { kind: "iteration"; map: number; index: number; depth: number; opens: string; isOpen: boolean };

/** Map states with more iterations than this show them only when they are opened. */
const shownIterations = 8;

/**
 * The lines of an execution's timeline, those inside Parallel and Map states below them. What is opened is named by
 * `opens`; a name in `toggled` is closed where it would be open, and the other way round. Branches come in the order of
 * their states in the definition, where that is given.
 */
export function timelineRows(
  visits: Visit[],
  toggled: ReadonlySet<string>,
  order: string[] = [],
): TimelineRow[] {
  const orderOf = new Map(order.map((name, index) => [name, index]));
  const inside = new Map<number | undefined, number[]>();
  for (const [index, { parent }] of visits.entries()) {
    const siblings = inside.get(parent);
    if (siblings) siblings.push(index);
    else inside.set(parent, [index]);
  }
  const rows: TimelineRow[] = [];
  const isOpen = (name: string, byDefault: boolean) => byDefault !== toggled.has(name);

  function addVisit(index: number, depth: number): void {
    const children = inside.get(index);
    const iterations = visits[index]?.iterations;
    const opens = `visit ${index}`;
    const isShown =
      children !== undefined && isOpen(opens, !iterations || iterations.length <= shownIterations);
    rows.push({ kind: "visit", visit: index, depth, ...(children && { opens }), isOpen: isShown });
    if (!isShown) return;
    if (iterations) addIterations(index, children, depth + 1);
    else for (const child of inChains(children)) addVisit(child, depth + 1);
  }

  function addIterations(map: number, children: number[], depth: number): void {
    const byIteration = new Map<number, number[]>();
    for (const child of children) {
      const { iteration = 0 } = visits[child] ?? {};
      const siblings = byIteration.get(iteration);
      if (siblings) siblings.push(child);
      else byIteration.set(iteration, [child]);
    }
    for (const [index, members] of [...byIteration].sort(([a], [b]) => a - b)) {
      const opens = `iteration ${map} ${index}`;
      rows.push({ kind: "iteration", map, index, depth, opens, isOpen: isOpen(opens, false) });
      if (isOpen(opens, false)) for (const member of members) addVisit(member, depth + 1);
    }
  }

  /** Visits in the order of their branches: each branch is a chain from its first state to its last. */
  function inChains(indexes: number[]): number[] {
    const chains = new Map<number, number[]>();
    const chainOf = new Map<number, number[]>();
    for (const index of indexes) {
      const { previous } = visits[index] ?? {};
      const chain = (previous === undefined ? undefined : chainOf.get(previous)) ?? [];
      if (chain.length === 0) chains.set(index, chain);
      chain.push(index);
      chainOf.set(index, chain);
    }
    const place = (chain: number[]) => orderOf.get(visits[chain[0] ?? -1]?.name ?? "") ?? 0;
    return [...chains.values()].sort((a, b) => place(a) - place(b)).flat();
  }

  for (const index of inside.get(undefined) ?? []) addVisit(index, 0);
  return rows;
}
