import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import { type Definition, innerDefinitions, type State, transitions } from "../execution/definition.ts";
import type { Execution } from "../execution/follow.ts";
import { startExecution } from "../execution/start.ts";
import { partName } from "../stack/parts.ts";
import { type Lesson, Missing, type RunOptions } from "./lesson.ts";

/**
 * Runs the deployed state machine from one of its states on, with the data that this state is to get: for what no input
 * of the whole machine can bring about. `data` holds that data by the title of each execution. The rest of the definition
 * runs in a state machine of its own, with the same role, which is deleted when they have ended, or with the stack:
 * nothing that belongs to the stack changes. A state in a branch runs without the other branches. `twice` runs the state
 * itself twice in a row, as when the answer to its call is lost and it is tried again; the second one is called `… again`.
 * `edit` changes the definition's text before that. Throws a Missing error where there is no such state.
 */
export async function runFrom<Title extends string>(
  { target, stack, output, follow }: Lesson,
  state: string,
  data: Record<Title, unknown>,
  { twice = false, edit = text => text, ...options }: RunFromOptions = {},
): Promise<Record<Title, Execution>> {
  const sfn = target.client(SFNClient);
  const deployed = await sfn.send(
    new DescribeStateMachineCommand({ stateMachineArn: output("StateMachineArn") }),
  );
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({
      name: partName(stack.name),
      roleArn: deployed.roleArn,
      definition: JSON.stringify(definitionFrom(JSON.parse(edit(deployed.definition ?? "{}")), state, twice)),
    }),
  );
  try {
    const executions = Object.entries(data).map(async ([title, input]) => [
      title,
      await follow(title, await startExecution(sfn, stateMachineArn, input), options),
    ]);
    return Object.fromEntries(await Promise.all(executions));
  } finally {
    // It is gone already when the SDK repeats a call whose answer was lost.
    await sfn.send(new DeleteStateMachineCommand({ stateMachineArn })).catch(error => {
      if (error.name !== "StateMachineDoesNotExist") throw error;
    });
  }
}

interface RunFromOptions extends Pick<RunOptions, "limit"> {
  twice?: boolean;
  edit?: (definition: string) => string;
}

/** The part of a definition that is reached from a state: Step Functions refuses states that are not reached. */
function definitionFrom(definition: Definition, state: string, twice: boolean): Definition {
  const scope = scopeOf(definition, state);
  if (!scope) throw new Missing(`The definition has no state "${state}".`);
  const reached: Record<string, State> = {};
  const add = (name: string) => {
    const found = scope.States[name];
    if (!found || Object.hasOwn(reached, name)) return;
    reached[name] = found;
    for (const { to } of transitions(found)) add(to);
  };
  add(state);
  const States = twice ? { ...reached, ...inARow(state, reached[state] as State) } : reached;
  return { ...definition, StartAt: state, States };
}

/** A state, and after it the same state once more. */
function inARow(name: string, state: State): Record<string, State> {
  const again = `${name} again`;
  const { End: _, ...first } = state;
  return { [name]: { ...first, Next: again }, [again]: state };
}

/** The definition that holds a state: the whole one, or a branch or an iteration in it. */
function scopeOf(definition: Definition, state: string): Definition | undefined {
  if (definition.States[state]) return definition;
  const inside = Object.values(definition.States).flatMap(innerDefinitions);
  return inside.map(inner => scopeOf(inner, state)).find(Boolean);
}
