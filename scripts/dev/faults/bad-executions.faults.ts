import { DescribeExecutionCommand, SFNClient } from "@aws-sdk/client-sfn";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deployStep } from "../../run/deploy-step.ts";
import { destroyStep } from "../../run/destroy-step.ts";
import { silentDisplay } from "../../run/display.ts";
import { verifyStep } from "../../run/verify-step.ts";
import { findSteps, type Step } from "../../shared/steps.ts";
import { planStacks } from "../../stack/plan.ts";
import { identify, localTarget } from "../../targets/index.ts";
import { type BrokenVariant, definition, replace } from "../../verify/broken-variant.ts";
import { readCause } from "../../verify/failure.ts";
import type { LessonReport } from "../../verify/lesson.ts";
import { breakStep } from "../testing/break-step.ts";
import { ownEmulator } from "../testing/emulator.ts";

// Executions that end badly, or not at all: the verification ends all the same, and names what failed.

const test = suite("bad executions");

const emulator = await ownEmulator();
const target = localTarget(emulator.endpoint);
const identity = await identify(target);
const [starter] = (await findSteps()) as [Step];

interface Proof {
  report: LessonReport;
  /** How long the verification took. */
  seconds: number;
}

/** Deploys a broken version of the starter step and verifies it. */
async function proof(learner: string, edit: BrokenVariant["edit"]): Promise<Proof> {
  const broken = await breakStep(starter, { mistake: learner, edit, fails: [] });
  const place = { target, identity, learner };
  const plan = await planStacks(broken.step, learner);
  try {
    await deployStep(place, plan, silentDisplay);
    const started = Date.now();
    const { report } = await verifyStep(place, starter, plan, {}, silentDisplay);
    return { report, seconds: (Date.now() - started) / 1000 };
  } finally {
    await destroyStep(place, plan, silentDisplay);
    await broken.remove();
  }
}

/** Each lap through its two states is four events. */
// biome-ignore lint/suspicious/noExplicitAny: a mistake may be anything
function laps(machine: any): void {
  const again = { Variable: "$.lap", NumericLessThan: 300, Next: "Lap" };
  const Parameters = { "lap.$": "States.MathAdd($.lap, 1)" };
  machine.StartAt = "First";
  delete machine.States["Wait Before"]; // nothing leads to it any more
  machine.States.First = { Type: "Pass", Result: { lap: 0 }, Next: "Lap" };
  machine.States.Lap = { Type: "Pass", Parameters, Next: "Again?" };
  machine.States["Again?"] = { Type: "Choice", Choices: [again], Default: "Hello" };
}

const greet = 'return "Hello 102 Class"';
const proofs = {
  endless: proof("endless", {
    "starter.asl.json": definition(machine => (machine.States["Wait After"].Seconds = 36_000)),
  }),
  crashing: proof("crashing", { "handlers/hello.ts": replace(greet, `process.exit(1);\n  ${greet}`) }),
  slow: proof("slow", {
    "handlers/hello.ts": replace(greet, `await new Promise(() => setInterval(() => {}, 1000));\n  ${greet}`),
  }),
  long: proof("long", { "starter.asl.json": definition(laps) }),
};
const settled = Promise.allSettled(Object.values(proofs)); // the tests below wait for them one by one

const problemOf = ({ report }: Proof, name: string) =>
  report.checks.find(check => check.name === name)?.problem;
const success = "The execution succeeds";

test("a Lambda function that crashes fails the check by name, with what it ended with", async () => {
  const crashing = await proofs.crashing;
  const execution = crashing.report.executions[0]?.execution;
  assert.is(execution?.status, "FAILED");
  assert.ok(execution?.cause, "no cause");
  const { message } = readCause(execution?.cause);
  assert.is(
    problemOf(crashing, success)?.message,
    `The state "Hello" failed with ${execution?.error}: ${message}\nIts input was {"thekey":"thevalue"}`,
  );
  assert.ok(crashing.seconds < 30, `${crashing.seconds} s`);
});

test("a Lambda function that is out of time fails the check by name, with the time it had", async () => {
  const slow = await proofs.slow;
  assert.match(problemOf(slow, success)?.message ?? "", /timed out after 5(\.00)? seconds/);
  assert.ok(slow.seconds < 30, `${slow.seconds} s`);
});

test("a history of over 1,000 events is read as a whole, and the check that it fails is named", async () => {
  const long = await proofs.long;
  const events = long.report.executions[0]?.execution.events ?? [];
  assert.ok(events.length > 1_000, `${events.length} events`);
  assert.equal(
    events.map(({ id }) => id),
    events.map((_, index) => index + 1),
  );
  assert.ok(problemOf(long, "The states run in order: Wait Before, Hello, Wait After"));
  assert.ok(long.seconds < 60, `${long.seconds} s`);
});

test("an execution that never ends is stopped at its limit, and the check that it fails is named", async () => {
  const endless = await proofs.endless;
  const execution = endless.report.executions[0]?.execution;
  assert.match(problemOf(endless, success)?.message ?? "", "It ran for over 90 s.");
  assert.ok(endless.seconds > 85 && endless.seconds < 100, `${endless.seconds} s`);
  const { status } = await target
    .client(SFNClient)
    .send(new DescribeExecutionCommand({ executionArn: execution?.arn }));
  assert.is(status, "ABORTED");
});

test.after(async () => {
  await settled;
  await emulator.stop();
});

test.run();
