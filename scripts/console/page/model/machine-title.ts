import type { Machine } from "../../messages.ts";

/** What people call a state machine: the step that it is of, and what it is there where a step has several. */
export function machineTitle({ name, stack }: Pick<Machine, "name" | "stack">): string {
  if (!stack) return name;
  const what = stack.logicalId.replace(/StateMachine$/, "");
  return what ? `${stack.step}, ${what}` : stack.step;
}
