import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deployStep } from "../../run/deploy-step.ts";
import { destroyStep } from "../../run/destroy-step.ts";
import { silentDisplay } from "../../run/display.ts";
import type { Place } from "../../run/place.ts";
import { verifyStep } from "../../run/verify-step.ts";
import type { Step } from "../../shared/steps.ts";
import { planStacks } from "../../stack/plan.ts";
import { identify, localTarget } from "../../targets/index.ts";
import { readStepFiles } from "../../validate/step-files.ts";
import { validate } from "../../validate/validate.ts";
import { usualExempt } from "../../verify/broken-variant.ts";
import { breakStep } from "../testing/break-step.ts";
import { ownEmulator } from "../testing/emulator.ts";
import { inTurn } from "../testing/in-turn.ts";
import { mistakesIn } from "../testing/step-mistakes.ts";
import { solvedChallenges, testedSteps } from "../testing/tested-steps.ts";
import { type Mutant, mutantsOf } from "./fields.ts";

// Each field of each definition and template is taken away, one at a time: either the step is refused, or a check fails,
// or broken-variants.ts says why nothing can.

/** More at a time would be so slow that executions run into their time limits. */
const take = inTurn(26);

type Where = Omit<Place, "learner">;

/** What noticed that the field is gone; undefined where nothing did. */
async function noticedBy(
  where: Where,
  step: Step,
  { file, field, text }: Mutant,
  learner: string,
): Promise<string | undefined> {
  const edit = { [file]: () => text };
  const mutant = await breakStep(step, { mistake: `${file} without ${field}`, edit, fails: [] });
  try {
    const [problem] = validate(await readStepFiles(mutant.step));
    if (problem) return `validation: ${problem.message}`;
    return await refusedBy(where, step, mutant.step, learner);
  } finally {
    await mutant.remove();
  }
}

async function refusedBy(
  where: Where,
  step: Step,
  mutant: Step,
  learner: string,
): Promise<string | undefined> {
  const place = { ...where, learner };
  const plan = await planStacks(mutant, learner);
  try {
    await deployStep(place, plan, silentDisplay);
    const { report } = await verifyStep(place, step, plan, {}, silentDisplay);
    return report.checks.find(({ passed, notChecked }) => !passed && !notChecked)?.name;
  } catch (error) {
    return `deployment: ${(error as Error).message}`;
  } finally {
    await destroyStep(place, plan, silentDisplay);
  }
}

/** The mutants of a step; those of a challenge are the fields that its step does not have. */
async function mutantsOfStep({ folder, challengeOf }: Step): Promise<Mutant[]> {
  const files = (await readdir(folder)).filter(file => /\.asl\.json$|^template\.yaml$/.test(file));
  const texts = await Promise.all(files.map(file => readFile(path.join(folder, file), "utf8")));
  const mutants = files.flatMap((file, index) => mutantsOf(file, texts[index] ?? ""));
  const given = new Set(challengeOf && (await mutantsOfStep(challengeOf)).map(nameOf));
  return mutants.filter(mutant => !given.has(nameOf(mutant)));
}

const nameOf = ({ file, field }: Mutant) => `${file} ${field}`;

const test = suite("mutants");

const steps = await testedSteps();

for (const step of [...steps, ...(await solvedChallenges(steps))]) {
  const { exempt } = await mistakesIn(step);
  const patterns = Object.keys({ ...usualExempt, ...exempt }).map(
    pattern => [pattern, new RegExp(`^${pattern}$`)] as const,
  );
  const exemption = (name: string) => patterns.find(([, pattern]) => pattern.test(name))?.[0];
  const mutants = await mutantsOfStep(step);

  test(`${step.name}: every field is missed when it is gone`, async () => {
    const emulator = await ownEmulator(); // one a step: it keeps what deleted functions had in memory
    const target = { ...localTarget(emulator.endpoint), pollMs: 400, lagMs: 4_000 };
    const where = { target, identity: await identify(target) };
    const results = await Promise.all(
      mutants.map((mutant, index) => take(0, () => noticedBy(where, step, mutant, `m${index}`))),
    ).finally(emulator.stop);
    const survivors = mutants.filter((_, index) => results[index] === undefined);
    const names = survivors.map(nameOf);
    assert.equal(
      names.filter(name => !exemption(name)),
      [],
    );
    const used = new Set(names.map(exemption));
    assert.equal(
      Object.keys(exempt).filter(pattern => !used.has(pattern)),
      [],
      "exemptions that nothing needs",
    );
    process.stdout.write(
      `${step.name}: ${mutants.length} fields, ${survivors.length} of them not missed, with a reason\n`,
    );
  });
}

test.run();
