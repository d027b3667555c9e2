import type { Layout, PlacedNode } from "../../../execution/layout.ts";

const directions: Record<string, { x: number; y: number }> = {
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
};

/** The state that an arrow key leads to from another one: the nearest in that direction; undefined where there is none. */
export function neighbour({ nodes }: Layout, from: string, key: string): string | undefined {
  const direction = directions[key];
  const here = nodes.find(({ name }) => name === from);
  if (!direction || !here) return undefined;
  let best: { name: string; distance: number } | undefined;
  for (const node of nodes) {
    const [dx, dy] = [middle(node).x - middle(here).x, middle(node).y - middle(here).y];
    const ahead = dx * direction.x + dy * direction.y;
    const aside = Math.abs(dx * direction.y) + Math.abs(dy * direction.x);
    // What lies more to the side than ahead is another key's.
    if (ahead <= 1 || aside > 2 * ahead) continue;
    const distance = ahead + 2 * aside;
    if (!best || distance < best.distance) best = { name: node.name, distance };
  }
  return best?.name;
}

/** Where a state's name stands: what is around others is known by its head. */
function middle({ x, y, width, height, inner }: PlacedNode): { x: number; y: number } {
  return { x: x + width / 2, y: inner.length > 0 ? y + 17 : y + height / 2 };
}
