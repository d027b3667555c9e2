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
 * `alone` ends the execution after the state, unless its error is caught. `edit` changes the definition's text before that.
 * Variables that the states before would have assigned have the values of the data's fields of the same names. Throws a
 * Missing error where there is no such state.
 */
export async function runFrom<Title extends string>(
  { target, stack, output, follow }: Lesson,
  state: string,
  data: Record<Title, unknown>,
  { twice = false, alone = false, edit = text => text, ...options }: RunFromOptions = {},
): Promise<Record<Title, Execution>> {
  const sfn = target.client(SFNClient);
  const deployed = await sfn.send(
    new DescribeStateMachineCommand({ stateMachineArn: output("StateMachineArn") }),
  );
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({
      name: partName(stack.name),
      roleArn: deployed.roleArn,
      definition: JSON.stringify(
        definitionFrom(JSON.parse(edit(deployed.definition ?? "{}")), state, {
          twice,
          alone,
          fields: commonKeys(Object.values(data)),
        }),
      ),
    }),
  );
  try {
    const executions = Object.entries(data).map(async ([title, input]) => {
      const execution = await follow(title, await startExecution(sfn, stateMachineArn, input), options);
      return [title, { ...execution, visits: execution.visits.filter(({ name }) => name !== assigning) }];
    });
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
  alone?: boolean;
  edit?: (definition: string) => string;
}

/** The state that assigns what the states before would have; it is none of the visits. */
const assigning = "Assign what came before";

/** The part of a definition that is reached from a state: Step Functions refuses states that are not reached. */
function definitionFrom(
  definition: Definition,
  state: string,
  { twice, alone, fields }: { twice: boolean; alone: boolean; fields: string[] },
): Definition {
  const scopes = scopesOf(definition, state);
  const scope = scopes?.at(-1);
  if (!scopes || !scope) throw new Missing(`The definition has no state "${state}".`);
  const reached: Record<string, State> = {};
  const add = (name: string) => {
    const found = scope.States[name];
    if (!found || Object.hasOwn(reached, name)) return;
    reached[name] = name === state && alone ? ended(found) : found;
    for (const { to } of transitions(reached[name])) add(to);
  };
  add(state);
  const States = twice ? { ...reached, ...inARow(state, reached[state] as State) } : reached;
  const variables = fields.filter(name => scopes.some(({ States }) => assigns(States, name)));
  if (variables.length === 0) return { ...definition, StartAt: state, States };
  return {
    ...definition,
    StartAt: assigning,
    States: { [assigning]: assigned(variables, state), ...States },
  };
}

function ended({ Next: _, ...state }: State): State {
  return { ...state, End: true };
}

/** A state that sets variables from the fields of its input, which it hands on. */
function assigned(variables: string[], Next: string): State {
  const Assign = Object.fromEntries(variables.map(name => [name, `{% $states.input.${name} %}`]));
  return { Type: "Pass", QueryLanguage: "JSONata", Assign, Next };
}

/** Whether one of these states assigns a variable. */
function assigns(states: Definition["States"], variable: string): boolean {
  const holders = Object.values(states).flatMap(state => [
    state,
    ...(state.Choices ?? []),
    ...(state.Catch ?? []),
  ]);
  return holders.some(({ Assign }) =>
    Object.keys(Assign ?? {}).some(name => name.replace(/\.\$$/, "") === variable),
  );
}

/** The names of the fields that all of these have, as far as they can name a variable. */
function commonKeys(values: unknown[]): string[] {
  const [first, ...others] = values.map(value => Object.keys((value ?? {}) as object));
  return (first ?? []).filter(key => /^\w+$/.test(key) && others.every(keys => keys.includes(key)));
}

/** A state, and after it the same state once more. */
function inARow(name: string, state: State): Record<string, State> {
  const again = `${name} again`;
  const { End: _, ...first } = state;
  return { [name]: { ...first, Next: again }, [again]: state };
}

/** The definitions around a state, from the whole one to the branch or the iteration that holds it. */
function scopesOf(definition: Definition, state: string): Definition[] | undefined {
  if (definition.States[state]) return [definition];
  const inside = Object.values(definition.States).flatMap(innerDefinitions);
  const found = inside.map(inner => scopesOf(inner, state)).find(Boolean);
  return found && [definition, ...found];
}
