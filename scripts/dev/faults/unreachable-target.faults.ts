import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { freePort } from "../../machine/port.ts";
import { ownEmulator } from "../testing/emulator.ts";
import { runNode } from "../testing/support.ts";
import { stepEnvironment } from "./course.ts";
import { startFaultProxy } from "./fault-proxy.ts";

// A target that is not there, or does not answer: each command says so, and in a bounded time.

const test = suite("unreachable target");

const silent = createServer(() => {}).listen(0, "127.0.0.1");
await once(silent, "listening");
const silentUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
const deadUrl = `http://127.0.0.1:${await freePort()}`;
const emulator = await ownEmulator();

/** Runs a command that has to end with exit code 3 and one sentence, within some seconds. */
async function gaveUp(endpoint: string, command: string[], seconds: number): Promise<string> {
  const started = Date.now();
  const { code, stderr } = await runNode(command, stepEnvironment(endpoint, "nobody"));
  const taken = (Date.now() - started) / 1000;
  assert.is(code, 3, stderr);
  assert.match(stderr, /^The target, [^\n]+, could not do what was asked: [^\n]+\.\n$/);
  assert.ok(taken < seconds, `${command.join(" ")} took ${taken} s`);
  return stderr;
}

const commands = [
  ["scripts/step.ts", "01"],
  ["scripts/step.ts", "01", "--destroy"],
  ["scripts/step.ts", "all", "--json"],
  ["scripts/build.ts", "01"],
];

// Seconds that the SDK may wait before a command gives up (scripts/targets/retries.ts): seven times for 50 ms at first,
// then for twice as long each time; three times for the 5 s of the first call; three times for the 10 s of any other.
const waits = { dead: 7, hanging: 15, onTheWay: 31 };
// Seconds for all else: nine commands start at once, on a machine that may be busy with other tests.
const room = 25;

// All of them start now; the tests below wait for them one by one.
const dead = commands.map(command => gaveUp(deadUrl, command, waits.dead + room));
const hanging = commands.map(command => gaveUp(silentUrl, command, waits.hanging + room));
let calls = 0;
const fallingSilent = await startFaultProxy(emulator.endpoint, async () => {
  calls += 1;
  return calls > 5 ? await new Promise<undefined>(() => {}) : undefined;
});
const onTheWay = gaveUp(fallingSilent.endpoint, ["scripts/step.ts", "01"], waits.onTheWay + room);
const settled = Promise.allSettled([...dead, ...hanging, onTheWay]);

test("at a dead endpoint every command ends soon", async () => {
  const sentences = await Promise.all(dead);
  for (const sentence of sentences) assert.match(sentence, "nothing answers there");
});

test("at a hanging endpoint every command ends after three tries", async () => {
  const sentences = await Promise.all(hanging);
  for (const sentence of sentences) assert.match(sentence, "there is no answer in time");
});

test("a target that falls silent on the way ends a run after three tries", async () => {
  assert.match(await onTheWay, "there is no answer in time");
});

test.after(async () => {
  await settled;
  fallingSilent.stop();
  silent.close();
  await emulator.stop();
});

test.run();
