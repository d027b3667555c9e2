import { setTimeout as sleep } from "node:timers/promises";
import { CreateStateMachineCommand, ListStateMachinesCommand, SFNClient } from "@aws-sdk/client-sfn";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deployStep } from "../../run/deploy-step.ts";
import { silentDisplay } from "../../run/display.ts";
import type { Deployed } from "../../run/hot-swap.ts";
import { openPlace } from "../../run/place.ts";
import { verifyStep } from "../../run/verify-step.ts";
import { chooseStep, findSteps } from "../../shared/steps.ts";
import { planStacks } from "../../stack/plan.ts";
import { localTarget } from "../../targets/index.ts";
import { localCredentials, localRegion } from "../../targets/local/names.ts";
import { definition } from "../../verify/broken-variant.ts";
import { breakStep } from "../testing/break-step.ts";
import { outcome } from "../testing/call.ts";
import { ownEmulator } from "../testing/emulator.ts";
import { startAwsLike } from "./aws-like/aws-like.ts";
import { delays } from "./aws-like/delays.ts";
import { succeedsOnAws } from "./course.ts";
import { leftovers } from "./leftovers.ts";

// Every step on an emulator that takes its time as AWS does, as a person runs it with --target aws.

const test = suite("like AWS");

const emulator = await ownEmulator();
const seed = process.env.WORKSHOP_SEED || "2026";
const aws = await startAwsLike(emulator.endpoint, seed);
const onceOnly = { region: localRegion, credentials: localCredentials, maxAttempts: 1 };
const run = (...words: string[]) => succeedsOnAws(aws.endpoint, "aws-like", ...words);

test(`every step deploys and passes (seed ${seed})`, async () => {
  await run("03"); // by itself, since its state machine has a time limit, and this machine more to do than AWS
  await run("01", "02", "04", "05", "06", "07", "08");
});

test("a stack that is updated is verified as it is, not as it was", async () => {
  await run("05", "--onto", "04");
});

test("a definition that is saved in a watch is judged as it is, not as it was", async () => {
  process.env.AWS_ENDPOINT_URL = aws.endpoint;
  const place = await openPlace(
    { target: "aws", region: localRegion, credentials: localCredentials },
    "aws-like",
  );
  const starter = chooseStep(await findSteps(), "01");
  const lines: string[] = [];
  const display = { ...silentDisplay, line: (line: string) => void lines.push(line) };
  let last: Deployed | undefined;
  const note = async (now: Deployed | undefined) => {
    last = now;
  };
  const shortWait = definition(machine => {
    machine.States["Wait After"].Seconds = 1;
  });
  const edit = { "starter.asl.json": shortWait };
  const wrong = await breakStep(starter, { mistake: "a short wait", edit, fails: [] });
  for (const [step, red] of [
    [{ ...wrong.step, verify: starter.verify }, ["Wait After takes 5 seconds"]],
    [starter, []],
  ] as const) {
    const plan = await planStacks(step, place.learner);
    const stack = await deployStep(place, plan, display, { last, note });
    const { report } = await verifyStep(place, step, plan, {}, display, stack);
    assert.equal(
      report.checks.flatMap(({ name, passed }) => (passed ? [] : [name])),
      red,
    );
  }
  assert.ok(lines.includes("Replacing the definition of StateMachine"), lines.join("\n"));
  await wrong.remove();
});

test("every step is destroyed", async () => {
  await run("all", "--destroy");
  assert.equal(await leftovers(emulator.endpoint), []);
});

test("a client that tries a call only once is refused some, since there are too many", async () => {
  const once = new SFNClient({ ...onceOnly, endpoint: aws.endpoint });
  const outcomes = await Promise.all(
    Array.from({ length: 60 }, () => outcome(once.send(new ListStateMachinesCommand({})))),
  );
  assert.equal([...new Set(outcomes)].sort(), ["ThrottlingException", "no error"]);
});

test("a client that reads once reads what was the case seconds ago", async () => {
  const sfn = localTarget(aws.endpoint).client(SFNClient);
  const names = async () => {
    const { stateMachines = [] } = await sfn.send(new ListStateMachinesCommand({}));
    return stateMachines.map(({ name }) => name);
  };
  const definition = JSON.stringify({ StartAt: "End", States: { End: { Type: "Succeed" } } });
  const roleArn = "arn:aws:iam::000000000000:role/any";
  assert.equal(await names(), []);
  await sfn.send(new CreateStateMachineCommand({ name: "read-late", roleArn, definition }));
  assert.equal(await names(), []);
  await sleep(delays.reads);
  assert.equal(await names(), ["read-late"]);
});

test("each difference from an emulator was met", () => {
  const differences = [
    "a role that is not known yet",
    "a rule that does not match yet",
    "a state machine that is not known yet",
    "a state machine that is still being deleted",
    "a target whose role is not known yet",
    "an API that can't assume its role yet",
    "an API that does not know a new execution yet",
    "an API that does not know its key yet",
    "an API whose host is not in DNS yet",
    "an update that is not in force yet",
    "calls that are throttled",
    "deliveries that come late",
    "events that come twice",
    "logs that come late",
    "reads that lag",
  ];
  assert.equal([...aws.met.keys()].sort(), differences);
});

test.after(async () => {
  aws.stop();
  await emulator.stop();
});

test.run();
