import { suite } from "uvu";
import * as assert from "uvu/assert";
import { exitCodes, UserError } from "../shared/errors.ts";
import { findSteps, type Step } from "../shared/steps.ts";
import { readParameters } from "./parameters.ts";
import { planStacks } from "./plan.ts";

const steps = await findSteps();
const step = (number: string) => steps.find(step => step.number === number) as Step;

/** The sentence that parameters are refused with. */
async function refusal(words: string[], of: Step[]): Promise<string> {
  try {
    await readParameters(words, of);
  } catch (error) {
    assert.instance(error, UserError);
    assert.is((error as UserError).exitCode, exitCodes.usage);
    return (error as UserError).message;
  }
  return "none";
}

const test = suite("parameters");

test("names and values are told apart at the first equals sign", async () => {
  assert.equal(await readParameters(["AccessLogs=a=b", "XBearerTokenParameter="], [step("02"), step("04")]), {
    AccessLogs: "a=b",
    XBearerTokenParameter: "",
  });
  assert.equal(await readParameters([], [step("01")]), {});
});

test("one that is no Name=Value, or that no chosen step has, is refused in a sentence", async () => {
  assert.is(
    await refusal(["on"], [step("02")]),
    "--parameter on has no name or no value: write it like this: --parameter AccessLogs=on",
  );
  assert.is(await refusal(["Logs=on"], [step("02")]), '02-api: no parameter "Logs"; there is AccessLogs.');
  assert.is(await refusal(["Logs=on"], [step("01")]), '01-starter: no parameter "Logs"; there is none.');
});

test("only the steps that have it get it", async () => {
  const given = { AccessLogs: "on" };
  const parameters = async (number: string) =>
    (await planStacks(step(number), "learner", { parameters: given })).own.parameters;
  assert.equal(await parameters("02"), given);
  assert.equal(await parameters("01"), {});
});

test.run();
