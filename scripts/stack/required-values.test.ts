import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { fakeCloudFormation, type Script } from "../dev/testing/fake-cloudformation.ts";
import { errorOf } from "../dev/testing/support.ts";
import { exitCodes, UserError } from "../shared/errors.ts";
import { findSteps, type Step } from "../shared/steps.ts";
import { type PlannedStack, planStacks } from "./plan.ts";
import { requireValues } from "./required-values.ts";
import { lineOf } from "./template-file.ts";

const test = suite("required values");

const step = (await findSteps()).find(({ number }) => number === "05") as Step;

/** Step 05, whose two parameters have no default any more. */
async function withoutDefaults(): Promise<PlannedStack> {
  const { own } = await planStacks(step, "ada");
  for (const parameter of Object.values(own.template.Parameters ?? {})) delete parameter.Default;
  return own;
}

async function required(planned: PlannedStack, script: Script): Promise<void> {
  const { target, close } = await fakeCloudFormation(script);
  await requireValues(target, planned).finally(close);
}

test("a parameter that nothing gives a value is told with its line, before anything is deployed", async () => {
  const planned = await withoutDefaults();
  const line = lineOf(planned, "Parameters", "XBearerTokenParameter");
  assert.ok(line > 10, String(line));
  const error = await errorOf(UserError, () => required(planned, {}));
  assert.is(error.exitCode, exitCodes.usage);
  const file = path.posix.join("steps", step.name, "template.yaml");
  assert.match(
    error.message,
    new RegExp(`^${file}:${line}: nothing gives "XBearerTokenParameter" a value: `),
  );
  assert.not.match(error.message, "\n", "Needs gives the other one its value");
});

test("a value may be given by the caller, or be kept by the stack from before", async () => {
  const planned = await withoutDefaults();
  await required({ ...planned, parameters: { ...planned.parameters, XBearerTokenParameter: "x" } }, {});
  await required(planned, {
    found: [{ status: "UPDATE_COMPLETE" }],
    parameters: { XBearerTokenParameter: "/token" },
  });
});

test("lineOf is the line of a key, and 1 where there is none", async () => {
  const planned = await withoutDefaults();
  assert.is(lineOf(planned, "AWSTemplateFormatVersion"), 1);
  assert.is(lineOf(planned, "Metadata"), 4);
  assert.is(lineOf(planned, "Metadata", "Workshop", "Nothing"), 1);
});

test.run();
