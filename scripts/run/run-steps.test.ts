import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { UserError } from "../shared/errors.ts";
import { stepIn } from "../shared/steps.ts";
import type { StepOutcome } from "./run-step.ts";
import { throwFailures } from "./run-steps.ts";

const outcome = (more: Partial<StepOutcome>): StepOutcome => ({
  step: stepIn(path.join("steps", "01-starter")),
  passed: false,
  ...more,
});

/** What throwFailures throws. */
function thrown(...failures: unknown[]): unknown {
  try {
    throwFailures([outcome({ passed: true }), ...failures.map(failure => outcome({ failure }))]);
  } catch (error) {
    return error;
  }
  return "nothing";
}

test("a failed check is not a failure to run", () => {
  assert.is(thrown(), "nothing");
  throwFailures([outcome({ passed: false })]);
});

test("several errors for people become one, with the highest exit code", () => {
  const { message, exitCode } = thrown(new UserError("one", 3), new UserError("two", 2)) as UserError;
  assert.equal([message, exitCode], ["one\ntwo", 3]);
});

test("a defect of ours goes before them, as it was thrown", () => {
  const defect = new TypeError("x is not a function");
  assert.is(thrown(new UserError("one", 3), defect), defect);
  assert.is(thrown(new UserError("one", 3), undefined), undefined);
});

test.run();
