import { suite } from "uvu";
import * as assert from "uvu/assert";
import { recordedChecks } from "../shared/recorded-checks.ts";
import { begun } from "../verify/begun.ts";
import { namesOf, notPassed, startProofs } from "./testing/proofs.ts";
import { solvedChallenges, testedSteps } from "./testing/tested-steps.ts";

// Every step and challenge as it is, live and side by side. broken-variants.live.ts makes every mistake in them.

const test = suite("steps");

const proofs = await startProofs();
const steps = await testedSteps();

for (const step of [...steps, ...(await solvedChallenges(steps))]) {
  // A challenge takes its step's stacks: each has a learner of its own.
  const learner = `good-${step.challengeOf ? "c" : "s"}${step.number}`;
  const proof = begun(proofs.prove(step, step, learner));

  test(`${step.name} passes all of its checks`, async () => {
    const checks = await proof();
    assert.equal(notPassed(checks), []);
    assert.ok(checks.length > 0, "nothing was checked");
  });

  test(`the recorded run of ${step.name} has its checks: npm run docs -- --record all --no-serve`, async () => {
    assert.equal(await recordedChecks(step), namesOf(await proof()));
  });
}

test.after(proofs.stop);

test.run();
