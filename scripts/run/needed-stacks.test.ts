import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ownEmulator } from "../dev/testing/emulator.ts";
import { chooseSteps, findSteps } from "../shared/steps.ts";
import { planStacks } from "../stack/plan.ts";
import { describeStack } from "../stack/stack.ts";
import { identify, localTarget } from "../targets/index.ts";
import { deployStep } from "./deploy-step.ts";
import { destroyStep } from "./destroy-step.ts";
import { silentDisplay } from "./display.ts";
import { runSteps } from "./run-steps.ts";

// Several steps need the stack with the table of tweets.

const test = suite("stacks that several steps need");

const emulator = await ownEmulator();
test.after(emulator.stop);

const target = localTarget(emulator.endpoint);
const place = { target, identity: await identify(target), learner: "ada" };
const all = await findSteps();
const { steps } = chooseSteps(all, ["05", "06", "07"]);
const shared = "sfw-ada-tweet-data-store";

const lines: string[] = [];
const display = { ...silentDisplay, line: (line: string) => void lines.push(line) };
const isThere = async () => (await describeStack(target, shared)) !== undefined;

test("steps that are deployed at once deploy it one after the other", async () => {
  const plans = await Promise.all(steps.map(step => planStacks(step, place.learner)));
  assert.ok(plans.every(({ needed }) => needed[0]?.name === shared));
  const deployed = await Promise.all(plans.map(plan => deployStep(place, plan, display)));
  assert.equal(new Set(deployed.map(({ StackStatus }) => StackStatus)), new Set(["CREATE_COMPLETE"]));
  assert.is(lines.filter(line => line === "  The stack is up to date.").length, steps.length - 1);
});

test("it stays while a step needs it, whose stack may be another step's", async () => {
  const [first, second] = steps as [(typeof steps)[number], (typeof steps)[number]];
  lines.length = 0;
  await destroyStep(place, await planStacks(first, place.learner), display);
  assert.is(
    lines.at(-1),
    `Stack ${shared} stays, since it is in use: take down sfw-ada-06-approval and sfw-ada-07-jsonata first.`,
  );
  const [onto] = chooseSteps(all, ["04"]).steps;
  await deployStep(place, await planStacks(second, place.learner, { onto }), display);
  assert.ok(await isThere());
});

test("it goes when all steps are taken down", async () => {
  const wishes = { destroy: true, fresh: false, deploy: true, onto: undefined, parameters: {}, input: {} };
  const outcomes = await runSteps(place, all, wishes, {
    display: () => silentDisplay,
    done: async () => {},
  });
  assert.equal(
    outcomes.map(({ step, failure }) => [step.name, failure]),
    all.map(({ name }) => [name, undefined]),
  );
  assert.not.ok(await isThere());
});

test.run();
