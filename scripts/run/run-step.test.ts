import { suite } from "uvu";
import * as assert from "uvu/assert";
import { breakStep } from "../dev/testing/break-step.ts";
import type { UserError } from "../shared/errors.ts";
import { chooseStep, findSteps } from "../shared/steps.ts";
import { replace } from "../verify/broken-variant.ts";
import { silentDisplay } from "./display.ts";
import type { Place } from "./place.ts";
import { runStep, type Wishes } from "./run-step.ts";

const test = suite("run-step");

/** A place where whatever is called fails the test. */
const nowhere = { learner: "nobody" } as Place;

test("a step with problems is refused before anything is deployed: a line each, exit code 2", async () => {
  const starter = chooseStep(await findSteps(), "01");
  const edit = {
    "starter.asl.json": replace('"ErrorEquals"', '"ErrorEqual"'),
    "template.yaml": replace("Runtime: nodejs24.x", "Runtimes: nodejs24.x"),
  };
  const broken = await breakStep(starter, { mistake: "two typos", edit, fails: [] });
  const wishes = {
    deploy: true,
    destroy: false,
    fresh: false,
    parameters: {},
    input: {},
  } as unknown as Wishes;
  const error: UserError = await runStep(nowhere, broken.step, wishes, silentDisplay)
    .then(() => new Error("it was taken"))
    .catch(error => error);
  await broken.remove();
  assert.is(error.exitCode, 2, error.message);
  const lines = error.message.split("\n");
  assert.is(lines.length, 2, error.message);
  assert.match(
    lines[0] ?? "",
    /starter\.asl\.json:18: "ErrorEqual" is not a field of a Retry rule; did you mean/,
  );
  assert.match(
    lines[1] ?? "",
    /template\.yaml:36: "Runtimes" is not a property of AWS::Lambda::Function; did/,
  );
});

test.run();
