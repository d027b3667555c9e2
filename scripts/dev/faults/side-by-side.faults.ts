import { suite } from "uvu";
import * as assert from "uvu/assert";
import { findSteps, type Step } from "../../shared/steps.ts";
import { ownEmulator } from "../testing/emulator.ts";
import { type Outcome, succeeds } from "./course.ts";
import { leftovers } from "./leftovers.ts";

// Runs that meet on one target: two of the same learner, and a whole class.

const test = suite("side by side");

const emulator = await ownEmulator();
const steps = await findSteps();

const run = (learner: string, ...words: string[]) => succeeds(emulator.endpoint, learner, ...words);

for (const { number, name } of steps) {
  test(`${name} run twice at once by one learner passes twice, one after the other`, async () => {
    const learner = `twice-${number}`;
    const outputs = await Promise.all([run(learner, number), run(learner, number)]);
    assert.is(outputs.filter(output => /Another run uses stack .*: waiting/.test(output)).length, 1);
    await Promise.all([run(learner, number, "--destroy"), run(learner, number, "--destroy")]);
  });
}

test("20 learners run at once, two or three of them each step; all pass, and none sees another's", async () => {
  const learners = Array.from({ length: 20 }, (_, index) => `pupil-${index + 1}`);
  await Promise.all(
    learners.map(async (learner, index) => {
      const { number, name } = steps[index % steps.length] as Step;
      const text = await run(learner, number, "--json");
      const [outcome] = JSON.parse(text) as [Outcome];
      assert.is(outcome.stack.name, `sfw-${learner}-${name}`);
      const seen = new Set([...text.matchAll(/sfw-(pupil-\d+)-/g)].map(([, whose]) => whose));
      assert.equal([...seen], [learner]);
      await run(learner, number, "--destroy");
    }),
  );
  assert.equal(await leftovers(emulator.endpoint), []);
});

test.after(emulator.stop);

test.run();
