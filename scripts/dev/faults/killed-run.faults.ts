import { once } from "node:events";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inParallel } from "../../machine/parallel.ts";
import { ownEmulator } from "../testing/emulator.ts";
import { startNode } from "../testing/support.ts";
import { stepEnvironment, succeeds } from "./course.ts";
import { type Fault, startFaultProxy } from "./fault-proxy.ts";
import { leftovers } from "./leftovers.ts";

// `step` killed without a chance to tidy up: whatever it leaves behind, the next run takes up by itself.

const test = suite("killed run");

const emulator = await ownEmulator();

/** Where a run is killed: at which of its calls, and whether the target still sees that call ("answer lost"). */
interface Point {
  call: number;
  fault: Fault;
}

/** Runs `step` and kills it at a point; throws when it ended before. */
async function kill(learner: string, { call, fault }: Point, ...words: string[]): Promise<void> {
  let calls = 0;
  const proxy = await startFaultProxy(emulator.endpoint, async () => {
    calls += 1;
    if (calls < call) return undefined;
    if (calls === call) child.kill("SIGKILL");
    return calls === call ? fault : "dropped";
  });
  const child = startNode(["scripts/step.ts", ...words], stepEnvironment(proxy.endpoint, learner));
  const [, signal] = await once(child, "exit");
  proxy.stop();
  assert.is(signal, "SIGKILL", `step ${words.join(" ")} ended before its call ${call}`);
}

const atOnce = 10;

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const bothWays = (calls: number[]) =>
  calls.flatMap((call): Point[] => [
    { call, fault: "dropped" },
    { call, fault: "answer lost" },
  ]);

// The first dozen calls deploy the stack and start the execution; what follows looks at it every 250 ms.
const points = [...bothWays(range(1, 12)), ...bothWays([16, 30, 50])];

test(`a run killed at any of ${points.length} points is made good by the next one`, async () => {
  await inParallel(points, atOnce, async point => {
    const learner = `run-${point.call}-${point.fault.slice(0, 1)}`;
    await kill(learner, point, "01");
    await succeeds(emulator.endpoint, learner, "01");
    await succeeds(emulator.endpoint, learner, "01", "--destroy");
  });
  assert.equal(await leftovers(emulator.endpoint), []);
});

test("a run killed at any point leaves nothing that --destroy does not take down", async () => {
  await inParallel(bothWays([4, 8, 11]), atOnce, async point => {
    const learner = `left-${point.call}-${point.fault.slice(0, 1)}`;
    await kill(learner, point, "01");
    await succeeds(emulator.endpoint, learner, "01", "--destroy");
  });
  assert.equal(await leftovers(emulator.endpoint), []);
});

test("--destroy killed at any point is made good by the next one", async () => {
  await inParallel(bothWays([4, 6, 7]), atOnce, async point => {
    const learner = `gone-${point.call}-${point.fault.slice(0, 1)}`;
    await kill(learner, { call: 16, fault: "dropped" }, "01");
    await kill(learner, point, "01", "--destroy");
    await succeeds(emulator.endpoint, learner, "01", "--destroy");
  });
  assert.equal(await leftovers(emulator.endpoint), []);
});

test.after(emulator.stop);

test.run();
