import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import { type Definition, type State, transitions } from "../execution/definition.ts";
import type { Execution } from "../execution/follow.ts";
import { startExecution } from "../execution/start.ts";
import { partOf } from "../stack/name.ts";
import type { Lesson } from "./lesson.ts";

/**
 * Runs the deployed state machine from one of its states on, with the data that this state is to get: for what no input
 * of the whole machine can bring about. The rest of the definition runs in a state machine of its own, with the same
 * role, which is deleted when it has ended, or with the stack: nothing that belongs to the stack changes.
 * Throws where there is no such state.
 */
export async function runFrom(
  { target, stack, follow }: Lesson,
  title: string,
  state: string,
  data: unknown,
): Promise<Execution> {
  const sfn = target.client(SFNClient);
  const deployed = await sfn.send(
    new DescribeStateMachineCommand({ stateMachineArn: stack.outputs.StateMachineArn }),
  );
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({
      name: partOf(stack.name),
      roleArn: deployed.roleArn,
      definition: JSON.stringify(definitionFrom(JSON.parse(deployed.definition ?? "{}"), state)),
    }),
  );
  try {
    return await follow(title, await startExecution(sfn, stateMachineArn, data));
  } finally {
    // It is gone already when the SDK repeats a call whose answer was lost.
    await sfn.send(new DeleteStateMachineCommand({ stateMachineArn })).catch(error => {
      if (error.name !== "StateMachineDoesNotExist") throw error;
    });
  }
}

/** The part of a definition that is reached from a state: Step Functions refuses states that are not reached. */
function definitionFrom(definition: Definition, state: string): Definition {
  const reached: Record<string, State> = {};
  const add = (name: string) => {
    const found = definition.States[name];
    if (!found) throw new Error(`there is no state "${name}"`);
    if (Object.hasOwn(reached, name)) return;
    reached[name] = found;
    for (const { to } of transitions(found)) add(to);
  };
  add(state);
  return { ...definition, StartAt: state, States: reached };
}
