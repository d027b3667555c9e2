import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deployStep } from "../run/deploy-step.ts";
import { destroyStep } from "../run/destroy-step.ts";
import { silentDisplay } from "../run/display.ts";
import type { Place } from "../run/place.ts";
import { verifyStep } from "../run/verify-step.ts";
import { recordedChecks } from "../shared/recorded-checks.ts";
import type { Step } from "../shared/steps.ts";
import { readPages } from "../site/pages.ts";
import { planStacks } from "../stack/plan.ts";
import { identify, localTarget } from "../targets/index.ts";
import type { BrokenVariant } from "../verify/broken-variant.ts";
import type { CheckResult } from "../verify/lesson.ts";
import { breakStep } from "./testing/break-step.ts";
import { ownEmulator } from "./testing/emulator.ts";
import { inTurn } from "./testing/in-turn.ts";
import { mistakesIn } from "./testing/step-mistakes.ts";
import { solvedChallenges, testedSteps } from "./testing/tested-steps.ts";

// Every step and challenge as it is, and with every mistake of its broken-variants.ts, live and side by side: each is a
// learner.

const emulator = await ownEmulator();
// So many verifications at once need no more than a look every now and then; and what is missing is not waited for
// long.
const target = { ...localTarget(emulator.endpoint), pollMs: 1_000, lagMs: 6_000 };
const identity = await identify(target);

/** More at a time would be so slow that executions run into their time limits. */
const take = inTurn(26);

/** Deploys one version of a step, verifies it as the step's own folder wants it, and takes it down. */
async function proof(step: Step, deployed: Step, learner: string): Promise<CheckResult[]> {
  const place: Place = { target, identity, learner };
  const plan = await planStacks(deployed, learner);
  try {
    await deployStep(place, plan, silentDisplay);
    const { report } = await verifyStep(place, step, await planStacks(step, learner), {}, silentDisplay);
    return report.checks;
  } finally {
    await destroyStep(place, plan, silentDisplay);
  }
}

async function brokenProof(step: Step, variant: BrokenVariant, learner: string): Promise<CheckResult[]> {
  const broken = await breakStep(step, variant);
  return await proof(step, broken.step, learner).finally(broken.remove);
}

/** Where hints may send a learner: `docs/01-starter.md#run-it`. */
const sections = new Set(
  (await readPages()).flatMap(({ file, headings }) => headings.map(({ slug }) => `${file}#${slug}`)),
);

const names = (checks: CheckResult[]) => checks.map(({ name }) => name);
const notPassed = (checks: CheckResult[]) => checks.filter(({ passed }) => !passed);
const failed = (checks: CheckResult[]) => notPassed(checks).filter(({ notChecked }) => !notChecked);

const test = suite("steps");

const steps = await testedSteps();

const challenges = await solvedChallenges(steps);

for (const step of [...steps, ...challenges]) {
  const { variants, unsolved } = await mistakesIn(step);
  // Steps may share a stack that they need, and a challenge takes its step's: each has learners of its own.
  const learner = (name: string) => `${name}-${step.challengeOf ? "c" : "s"}${step.number}`;
  // All of them queue up now; the tests below wait for them one by one.
  const good = settled(take(0, () => proof(step, step, learner("good"))));
  const broken = variants.map((variant, index) =>
    settled(take(index + 1, () => brokenProof(step, variant, learner(`broken${index + 1}`)))),
  );

  test(`${step.name} passes all of its checks`, async () => {
    const checks = await unwrap(good);
    assert.equal(notPassed(checks), []);
    assert.ok(checks.length > 0, "nothing was checked");
  });

  test(`the recorded run of ${step.name} has its checks: npm run docs -- --record all --no-serve`, async () => {
    assert.equal(await recordedChecks(step), names(await unwrap(good)));
  });

  test(`${step.name} has a broken variant for each of its checks`, async () => {
    assert.ok(step.challengeOf || variants.length >= 6, `only ${variants.length} variants`);
    const proven = variants.flatMap(({ fails }) => fails);
    assert.equal(
      names(await unwrap(good)).filter(name => !proven.includes(name)),
      [],
    );
  });

  if (step.challengeOf) {
    const { challengeOf } = step;
    const begun = settled(take(1, () => proof(step, challengeOf, learner("unsolved"))));

    test(`${step.name} is not solved by the solution of its step`, async () => {
      assert.equal(names(notPassed(await unwrap(begun))), unsolved);
      assert.ok(failed(await unwrap(begun)).length > 0);
    });
  }

  for (const [index, variant] of variants.entries()) {
    test(`${step.name} fails when ${variant.mistake}`, async () => {
      const checks = await unwrap(broken[index] as (typeof broken)[number]);
      assert.equal(
        variant.fails.filter(name => !names(failed(checks)).includes(name)),
        [],
        "checks that did not fail",
      );
      for (const { name, hint, doc, place } of failed(checks)) {
        assert.ok(hint.length > 10, `${name} has no helpful hint`);
        assert.ok(sections.has(doc), `${name} refers to ${doc}, which is not there`);
        assert.ok((place?.line ?? 0) > 1, `${name} does not know where it is declared`);
      }
    });
  }
}

test.after(async () => {
  await emulator.stop();
});

test.run();

/** A promise whose failure waits until somebody asks for it. */
function settled<Value>(promise: Promise<Value>): Promise<PromiseSettledResult<Value>> {
  return Promise.allSettled([promise]).then(([result]) => result);
}

async function unwrap<Value>(promise: Promise<PromiseSettledResult<Value>>): Promise<Value> {
  const result = await promise;
  if (result.status === "rejected") throw result.reason;
  return result.value;
}
