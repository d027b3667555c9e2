import type { Machine } from "../../messages.ts";

/** State machines under one heading. */
export interface Group {
  title: string;
  /** Whether they are in stacks of the learner's. */
  isOwn: boolean;
  machines: Machine[];
}

/** The learner's own state machines in the order of the steps, then those of others, then those of no stack of the course. */
export function groupsOf(machines: Machine[], learner: string): Group[] {
  const groups = new Map<string, Group>();
  const add = (title: string, isOwn: boolean, machine: Machine) => {
    const group = groups.get(title) ?? { title, isOwn, machines: [] };
    group.machines.push(machine);
    groups.set(title, group);
  };
  const sorted = [...machines].sort((a, b) => orderOf(a).localeCompare(orderOf(b)));
  for (const machine of sorted)
    if (machine.stack?.learner === learner) add("Your state machines", true, machine);
  for (const machine of sorted)
    if (machine.stack && machine.stack.learner !== learner)
      add(`State machines of ${machine.stack.learner}`, false, machine);
  for (const machine of sorted) if (!machine.stack) add("Other state machines", false, machine);
  return [...groups.values()];
}

/** Each step's own state machine comes before what is beside it. */
const orderOf = ({ name, stack }: Machine) =>
  stack ? `${stack.step} ${stack.logicalId === "StateMachine" ? 0 : 1} ${name}` : name;
