import { DescribeStateMachineCommand, SFNClient } from "@aws-sdk/client-sfn";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { breakStep } from "../dev/testing/break-step.ts";
import { refusal } from "../dev/testing/call.ts";
import { ownEmulator } from "../dev/testing/emulator.ts";
import { startProxy } from "../dev/testing/proxy.ts";
import { errorOf } from "../dev/testing/support.ts";
import { followExecution } from "../execution/follow.ts";
import { startExecution } from "../execution/start.ts";
import { AwsRefusal } from "../shared/errors.ts";
import { chooseStep, findSteps, type Step } from "../shared/steps.ts";
import { planStacks, type StepPlan } from "../stack/plan.ts";
import { identify, localTarget } from "../targets/index.ts";
import { type BrokenVariant, definition, replace } from "../verify/broken-variant.ts";
import { deployStep } from "./deploy-step.ts";
import { silentDisplay } from "./display.ts";
import type { Deployed } from "./hot-swap.ts";
import type { Place } from "./place.ts";

// What is replaced without CloudFormation, and what becomes of that. Live, on the starter without its waits.

const test = suite("hot swap");

const emulator = await ownEmulator();
const proxy = await startProxy(emulator.endpoint);
const target = { ...localTarget(proxy.endpoint), pollMs: 20 };
const place: Place = { target, identity: await identify(target), learner: "swapper" };
const steps = await findSteps();
const starter = chooseStep(steps, "01");

/** A step with some of its files changed, as it is to be deployed. */
async function planned(edit: BrokenVariant["edit"], step: Step = starter): Promise<StepPlan> {
  const variant = await breakStep(step, { mistake: "", edit, fails: [] });
  return await planStacks(variant.step, place.learner).finally(variant.remove);
}
const noWaits = (comment: string) =>
  definition(machine => {
    machine.Comment = comment;
    for (const state of ["Wait Before", "Wait After"]) machine.States[state].Seconds = 0;
  });
const version = (greeting: string, comment = "first") =>
  planned({
    "starter.asl.json": noWaits(comment),
    "handlers/hello.ts": replace("Hello 102 Class", greeting),
  });
const [a, b, c] = await Promise.all([version("A"), version("B"), version("C")]);
const machineB = await version("A", "second");

/** What the last deployment in a watch told the next one. */
let last: Deployed | undefined;

/** Deploys, in a watch or not, and returns what it said and the calls that change something. */
async function deploy(plan: StepPlan, { watched = false, settleMs = 0, onNote = () => {} } = {}) {
  const lines: string[] = [];
  const display = { ...silentDisplay, line: (line: string) => void lines.push(line) };
  proxy.counts.clear();
  const note = async (now: Deployed | undefined) => {
    last = now;
    onNote();
  };
  const there = { ...place, target: { ...target, settleMs } };
  await deployStep(there, plan, display, watched ? { last, note } : undefined);
  const calls = [...proxy.counts.keys()].map(call =>
    call.replace(/.*functions\/.*%3A([\w-]+)\/code.*/, "code of $1"),
  );
  return { lines, calls: calls.filter(call => /ExecuteChangeSet|UpdateStateMachine|^code of/.test(call)) };
}
const watched = { watched: true };

const hello = `sfw-${place.learner}-01-starter-hello`;
const swaps = [`code of ${hello}`];
const stateMachineArn = `arn:aws:states:us-east-1:${place.identity.account}:stateMachine:sfw-${place.learner}-01-starter`;

/** What is live: what an execution answers, and the comment of the definition. */
async function live(): Promise<[greeting: unknown, comment: unknown]> {
  const sfn = target.client(SFNClient);
  const arn = await startExecution(sfn, stateMachineArn, {});
  const { output } = await followExecution(sfn, arn, { pollMs: 20, limitMs: 20_000 });
  const { definition = "" } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
  return [(output as { taskresult: unknown } | undefined)?.taskresult, JSON.parse(definition).Comment];
}

test.before.each(async () => {
  proxy.onCall = () => undefined;
  last = undefined;
  await deploy(a, watched);
});

test("new code is replaced by Lambda alone, a new definition by Step Functions alone", async () => {
  const { lines, calls } = await deploy(b, watched);
  assert.equal([lines, calls], [["Replacing the code of HelloFunction"], swaps]);
  assert.equal(await live(), ["B", "first"]);

  const both = await deploy(machineB, watched);
  assert.equal(both.calls.sort(), [...swaps, "states.UpdateStateMachine"]);
  assert.equal(await live(), ["A", "second"]);

  assert.equal((await deploy(machineB, watched)).calls, [], "nothing differs any more");
  assert.equal((await deploy(a, watched)).calls, ["states.UpdateStateMachine"]);
  assert.equal(await live(), ["A", "first"]);
});

test("CloudFormation, which believes that A is live, finds nothing to do for A: it is put right", async () => {
  await deploy(await version("B", "second"), watched);
  const { lines, calls } = await deploy(a);
  assert.ok(lines.includes("  The stack is up to date."), lines.join("\n"));
  assert.equal(calls.sort(), [...swaps, "states.UpdateStateMachine"]);
  assert.equal(await live(), ["A", "first"]);
  assert.equal((await deploy(a)).calls, [], "it is remembered no longer");
});

test("what was replaced and is kept goes through CloudFormation with the next deployment", async () => {
  await deploy(b, watched);
  assert.ok((await deploy(b)).calls.includes("cloudformation.ExecuteChangeSet"));
  assert.equal(await live(), ["B", "first"]);
  await deploy(c);
  assert.equal(await live(), ["C", "first"]);
});

test("a replacement that was interrupted is put right, by the next run of the watch or by the next deployment", async () => {
  for (const [next, greeting, isTold] of [
    [a, "A", true],
    [a, "A", false],
    [b, "B", false],
  ] as const) {
    proxy.onCall = async (call, pass) => {
      if (!call.path.endsWith("/code")) return undefined;
      await pass(); // it is live, and nobody has heard of it
      return refusal(call, "AccessDeniedException", "Interrupted", 403);
    };
    assert.is((await errorOf(Error, () => deploy(c, watched))).message, "Interrupted");
    proxy.onCall = () => undefined;
    assert.equal(await live(), ["C", "first"]);
    const { calls } = await deploy(next, { watched: isTold });
    if (isTold) assert.equal(calls, swaps);
    assert.equal(await live(), [greeting, "first"]);
  }
});

test("after a new definition it waits until executions go by it; after new code it need not", async () => {
  const settling = { settleMs: 1 };
  const isWait = (line: string) => line.startsWith("Waiting 0.001 s");
  assert.not((await deploy(b, { ...watched, ...settling })).lines.some(isWait));
  assert.ok((await deploy(machineB, { ...watched, ...settling })).lines.some(isWait));
  assert.ok((await deploy(a, settling)).lines.some(isWait), "put right after CloudFormation");
});

test("a run that ends while it waits for that leaves the waiting to the next one", async () => {
  const notes: (Deployed | undefined)[] = [];
  const onNote = () => void notes.push(last);
  await deploy(machineB, { ...watched, onNote });
  assert.is(notes.length, 2);
  last = notes[0]; // it never came to the second
  assert.equal((await deploy(machineB, watched)).calls, ["states.UpdateStateMachine"]);
});

test("for anything else it is CloudFormation's turn", async () => {
  const template = await planned({
    "template.yaml": replace("MemorySize: 128", "MemorySize: 256"),
    "handlers/hello.ts": replace("Hello 102 Class", "B"),
    "starter.asl.json": noWaits("first"),
  });
  assert.equal((await deploy(template, watched)).calls, ["cloudformation.ExecuteChangeSet"]);
  assert.equal(await live(), ["B", "first"]);
});

test("where somebody else has deployed the stack since, it is CloudFormation's turn", async () => {
  const { deployStack } = await import("../stack/deploy.ts");
  await deployStack(target, { ...c.own, tags: [] }, { event() {}, note() {} });
  assert.ok((await deploy(b, watched)).calls.includes("cloudformation.ExecuteChangeSet"));
  assert.equal(await live(), ["B", "first"]);
});

test("a definition that Step Functions does not take is the learner's to mend, and the next one is taken", async () => {
  proxy.onCall = call =>
    call.operation === "states.UpdateStateMachine"
      ? refusal(call, "InvalidDefinition", "Invalid State Machine Definition: 'X'")
      : undefined;
  const error = await errorOf(AwsRefusal, () => deploy(machineB, watched));
  assert.match(error.message, /^Step Functions does not take the definition of \S+: Invalid State .*'X'$/);
  proxy.onCall = () => undefined;
  assert.equal((await deploy(machineB, watched)).calls, ["states.UpdateStateMachine"]);
});

test("of several functions only the one that differs is replaced", async () => {
  const tweetbot = chooseStep(steps, "04");
  const edit = { "handlers/generate-message.ts": replace("smsSegments(text) }", "2 * smsSegments(text) }") };
  last = undefined;
  await deploy(await planStacks(tweetbot, place.learner), watched);
  const { calls } = await deploy(await planned(edit, tweetbot), watched);
  assert.equal(calls, ["code of sfw-swapper-04-tweetbot-generate-message"]);
});

test.after(async () => {
  proxy.stop();
  await emulator.stop();
});

test.run();
