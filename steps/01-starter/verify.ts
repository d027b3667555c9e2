import * as assert from "uvu/assert";
import { assertWaited, deployedDefinition, pathOf } from "../../scripts/verify/expect.ts";
import type { Lesson } from "../../scripts/verify/lesson.ts";
import { ownLogsOnly, permissionsOf } from "../../scripts/verify/permissions.ts";

/** Runs the starter machine once and checks what it says, the way it went, and what it may do. */
export default async function verify({
  target,
  stack,
  definition,
  input,
  run,
  check,
}: Lesson): Promise<void> {
  const execution = await run("Starter", input);

  await check(
    "The execution succeeds",
    { hint: "Look at the state that failed and at its error.", section: "run-it" },
    () => assert.is(execution.status, "SUCCEEDED", execution.cause),
  );

  await check(
    "The output is the input with the greeting at taskresult",
    { hint: 'ResultPath "$.taskresult" adds the result to the input.', section: "keep-the-input" },
    () => assert.equal(execution.output, { ...input, taskresult: "Hello 102 Class" }),
  );

  await check(
    "The states run in order: Wait Before, Hello, Wait After",
    { hint: "StartAt names the first state, Next the one after, End the last.", section: "three-states" },
    () => assert.equal(pathOf(execution), ["Wait Before", "Hello", "Wait After"]),
  );

  for (const state of ["Wait Before", "Wait After"]) {
    await check(
      `${state} takes 5 seconds`,
      { hint: `Set "Seconds": 5 in the state "${state}".`, section: "three-states" },
      () => assertWaited(execution, state, 5),
    );
  }

  await check(
    "The deployed definition is the one in this folder",
    { hint: "Deploy again: someone changed the state machine, or the file.", section: "deploy-it" },
    async () => assert.equal(await deployedDefinition(target, stack.outputs.StateMachineArn), definition),
  );

  await check(
    "The function may only write its own logs",
    { hint: "Allow just these actions, on its own log group.", section: "two-roles" },
    async () =>
      assert.equal(
        await permissionsOf(target, stack.resources.HelloRole),
        ownLogsOnly(stack, stack.resources.HelloLogGroup),
      ),
  );

  await check(
    "The state machine may only invoke the function",
    { hint: "Allow lambda:InvokeFunction on this one function.", section: "two-roles" },
    async () =>
      assert.equal(await permissionsOf(target, stack.resources.StateMachineRole), [
        `Allow lambda:InvokeFunction on ${stack.arn("lambda", `function:${stack.resources.HelloFunction}`)}`,
      ]),
  );
}
