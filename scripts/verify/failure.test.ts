import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Execution } from "../execution/follow.ts";
import type { StateVisit } from "../execution/visits.ts";
import { rootCause } from "./checks.ts";
import { failureOf, refusalOf } from "./failure.ts";

const test = suite("failure");

const visit = (name: string, more: Partial<StateVisit> = {}): StateVisit => ({
  name,
  type: "Task",
  enteredAt: new Date(0),
  input: { of: name },
  attempts: 1,
  status: "failed",
  ...more,
});
const failed = (visits: StateVisit[], cause = ""): Execution =>
  ({ status: "FAILED", error: "States.Runtime", cause, visits }) as unknown as Execution;

test("where a branch fails before its task has begun, the state is the one that the cause names", () => {
  const cause =
    "An error occurred while executing the state 'Store' (entered at the event id #4). Invalid path '$.x'";
  const visits = [
    visit("Both", { type: "Parallel", error: { error: "States.Runtime", cause } }),
    visit("Store", { status: "stopped" }),
    visit("Write", { status: "stopped" }),
  ];
  const { state, input } = failureOf(failed(visits, cause)) ?? {};
  assert.equal([state, input], ["Store", { of: "Store" }]);
  assert.is(failureOf(failed(visits.slice(0, 1), cause))?.state, "Both", "a state that was never visited");
});

test("an error that nobody knows by its name is explained by where it comes from", () => {
  const meaningOf = (more: Partial<StateVisit>) => failureOf(failed([visit("Go", more)]))?.meaning;
  const error = (cause: unknown) => ({ error: { error: "NoTweetFound", cause: JSON.stringify(cause) } });
  assert.match(
    meaningOf(error({ errorMessage: "None.", trace: ["at x"] })) ?? "",
    /^The function threw this error/,
  );
  assert.match(meaningOf({ type: "Fail", ...error("None.") }) ?? "", /^A Fail state ends the execution here/);
  assert.match(meaningOf(error("None.")) ?? "", /^Look at the state that failed/);
});

test("a Choice without a rule that fits is told from a path that is not there", () => {
  const state = "An error occurred while executing the state 'Go' (entered at the event id #2).";
  const meaning = (reason: string) => failureOf(failed([visit("Go")], `${state} ${reason}`))?.meaning;
  assert.match(
    meaning("Failed to transition out of the state. The state does not point to a next state.") ?? "",
    /Add a Default/,
  );
  assert.match(meaning("Invalid path '$.x'") ?? "", /Compare it with the output/);
});

test("the input is told once: not again where the cause has it", () => {
  const told = (cause: string) => rootCause(failed([visit("Go")], cause))?.message.split("\n");
  assert.equal(told("No results."), [
    'The state "Go" failed with States.Runtime: No results.',
    'Its input was {"of":"Go"}',
  ]);
  assert.equal(told(`Not in the input '{"of":"Go"}'`), [
    `The state "Go" failed with States.Runtime: Not in the input '{"of":"Go"}'`,
  ]);
});

/** An execution that ended so after its one task had failed with this error. */
function ended(status: "FAILED" | "TIMED_OUT", error: string): Execution {
  return { status, visits: [visit("Hello", { error: { error, cause: "" } })] } as unknown as Execution;
}

test("Lambda's refusal of one function too many explains itself, whether the execution fails or runs out of time", () => {
  for (const status of ["FAILED", "TIMED_OUT"] as const) {
    const refused = ended(status, "Lambda.TooManyRequestsException");
    assert.match(failureOf(refused)?.meaning ?? "", /as few as ten.*quota raised/);
    assert.match(refusalOf(refused) ?? "", /as few as ten/);
  }
});

test("an execution that runs out of time for another reason does not blame Lambda", () => {
  const late = ended("TIMED_OUT", "FlakyError");
  assert.match(failureOf(late)?.meaning ?? "", "longer than the definition's TimeoutSeconds");
  assert.is(refusalOf(late), undefined);
});

test.run();
