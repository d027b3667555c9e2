import { suite } from "uvu";
import * as assert from "uvu/assert";
import { recordedChecks } from "../shared/recorded-checks.ts";
import type { Step } from "../shared/steps.ts";
import { readPages } from "../site/pages.ts";
import { begun } from "../verify/begun.ts";
import type { BrokenVariant } from "../verify/broken-variant.ts";
import type { CheckResult } from "../verify/lesson.ts";
import { breakStep } from "./testing/break-step.ts";
import { inTurn } from "./testing/in-turn.ts";
import { namesOf, notPassed, startProofs } from "./testing/proofs.ts";
import { mistakesIn } from "./testing/step-mistakes.ts";
import { solvedChallenges, testedSteps } from "./testing/tested-steps.ts";

// Every step and challenge with every mistake of its broken-variants.ts, live and side by side: each is a learner. As it
// is, each passes all of its checks, which are those of its recorded run: steps.test.ts.

const proofs = await startProofs();

/** More at a time would be so slow that executions run into their time limits. */
const take = inTurn(26);

async function brokenProof(step: Step, variant: BrokenVariant, learner: string): Promise<CheckResult[]> {
  const broken = await breakStep(step, variant);
  return await proofs.prove(step, broken.step, learner).finally(broken.remove);
}

/** Where hints may send a learner: `docs/01-starter.md#run-it`. */
const sections = new Set(
  (await readPages()).flatMap(({ file, headings }) => headings.map(({ slug }) => `${file}#${slug}`)),
);

const failed = (checks: CheckResult[]) => notPassed(checks).filter(({ notChecked }) => !notChecked);

const test = suite("broken variants");

const steps = await testedSteps();

for (const step of [...steps, ...(await solvedChallenges(steps))]) {
  const { variants, unsolved } = await mistakesIn(step);
  // Steps may share a stack that they need, and a challenge takes its step's: each has learners of its own.
  const learner = (name: string) => `${name}-${step.challengeOf ? "c" : "s"}${step.number}`;
  // All of them queue up now; the tests below wait for them one by one.
  const broken = variants.map((variant, index) =>
    begun(take(index + 1, () => brokenProof(step, variant, learner(`broken${index + 1}`)))),
  );

  test(`${step.name} has a broken variant for each of its checks`, async () => {
    assert.ok(step.challengeOf || variants.length >= 6, `only ${variants.length} variants`);
    const checks = (await recordedChecks(step)) ?? [];
    assert.ok(checks.length > 0, "no check is recorded");
    const proven = variants.flatMap(({ fails }) => fails);
    assert.equal(
      checks.filter(name => !proven.includes(name)),
      [],
    );
  });

  if (step.challengeOf) {
    const { challengeOf } = step;
    const unchanged = begun(take(0, () => proofs.prove(step, challengeOf, learner("unsolved"))));

    test(`${step.name} is not solved by the solution of its step`, async () => {
      assert.equal(namesOf(notPassed(await unchanged())), unsolved);
      assert.ok(failed(await unchanged()).length > 0);
    });
  }

  for (const [index, variant] of variants.entries()) {
    test(`${step.name} fails when ${variant.mistake}`, async () => {
      const checks = await (broken[index] as (typeof broken)[number])();
      assert.equal(
        variant.fails.filter(name => !namesOf(failed(checks)).includes(name)),
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

test.after(proofs.stop);

test.run();
