import type { PlannedStack } from "../stack/plan.ts";
import type { Resource } from "../stack/template.ts";

/** How much one resource of a type counts: a number, or the name of the property that says so. */
export type Counts = Record<string, number | string>;

/** What is counted of a stack. */
export type CountedStack = Pick<PlannedStack, "name" | "template" | "definitions">;

/** The sum for some stacks. The type `stack` stands for the stacks themselves. */
export function countUse(stacks: CountedStack[], counts: Counts): number {
  return stacks
    .flatMap(({ template }) => [{ Type: "stack" }, ...Object.values(template.Resources)])
    .reduce((sum, resource) => sum + weight(resource, counts[resource.Type] ?? 0), 0);
}

function weight({ Properties = {} }: Resource, count: number | string): number {
  return typeof count === "number" ? count : Number(Properties[count] ?? 1);
}

/** How often the state machines of stacks change state when each of them runs once and visits all of its states. */
export function countTransitions(stacks: CountedStack[]): number {
  return stacks
    .flatMap(({ definitions }) => Object.values(definitions))
    .reduce((sum, definition) => sum + 1 + countStates(JSON.parse(definition)), 0);
}

/** The states of a definition, those in the branches of Parallel and in Map too. */
function countStates(part: unknown): number {
  if (typeof part !== "object" || part === null) return 0;
  const own = "States" in part ? Object.keys(part.States as object).length : 0;
  return Object.values(part).reduce((sum, inner) => sum + countStates(inner), own);
}
