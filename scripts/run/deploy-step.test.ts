import { suite } from "uvu";
import * as assert from "uvu/assert";
import { fakeCloudFormation, type Script } from "../dev/testing/fake-cloudformation.ts";
import { findSteps, type Step } from "../shared/steps.ts";
import { planStacks } from "../stack/plan.ts";
import { deployStep } from "./deploy-step.ts";
import { silentDisplay } from "./display.ts";

const test = suite("deploy a step");

const [starter] = (await findSteps()) as [Step];
const plan = await planStacks(starter, "ada");

/** The lines that a deployment shows on a target which needs a moment after an update. */
async function shownBy(script: Script): Promise<string[]> {
  const { target, close } = await fakeCloudFormation(script);
  const lines: string[] = [];
  const display = { ...silentDisplay, line: (line: string) => void lines.push(line) };
  const identity = { account: "000000000000", arn: "" };
  await deployStep({ target: { ...target, settleMs: 1 }, identity, learner: "ada" }, plan, display).finally(
    close,
  );
  return lines;
}

const deploying = "Deploying stack sfw-ada-01-starter";
const waiting = "Waiting 0.001 s: executions that start right after an update may not know of it yet.";

test("after an update it waits until executions go by it", async () => {
  const updated = [{ status: "UPDATE_IN_PROGRESS" }, { status: "UPDATE_COMPLETE" }];
  const script = { found: [{ status: "CREATE_COMPLETE" }], after: { ExecuteChangeSet: updated } };
  assert.equal(await shownBy(script), [deploying, waiting]);
});

test("after a creation it does not wait", async () => {
  const created = [{ status: "CREATE_IN_PROGRESS" }, { status: "CREATE_COMPLETE" }];
  const after = { CreateChangeSet: [{ status: "REVIEW_IN_PROGRESS" }], ExecuteChangeSet: created };
  assert.equal(await shownBy({ after }), [deploying]);
});

test("where nothing changes it does not wait, even if the stack was updated before", async () => {
  const script = {
    found: [{ status: "UPDATE_COMPLETE" }],
    changeSetFails: "No updates are to be performed.",
  };
  assert.equal(await shownBy(script), [deploying, "  The stack is up to date."]);
});

test.run();
