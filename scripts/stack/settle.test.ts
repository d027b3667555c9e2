import { suite } from "uvu";
import * as assert from "uvu/assert";
import { settle } from "./settle.ts";

const test = suite("settle");

/** How long it waits, in milliseconds, and what it says. */
async function waits(settleMs: number): Promise<{ ms: number; said: string[] }> {
  const said: string[] = [];
  const start = Date.now();
  await settle({ settleMs }, sentence => void said.push(sentence));
  return { ms: Date.now() - start, said };
}

test("waits as long as the target may not know of an update, and says why", async () => {
  const { ms, said } = await waits(500);
  assert.ok(ms >= 499 && ms < 5_000, `${ms} ms`);
  assert.equal(said, ["Waiting 0.5 s: executions that start right after an update may not know of it yet."]);
});

test("neither waits nor speaks where an update is known at once", async () => {
  const { ms, said } = await waits(0);
  assert.ok(ms < 400, `${ms} ms`);
  assert.equal(said, []);
});

test.run();
