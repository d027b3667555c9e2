import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { runNode, script, temporaryFolder } from "../dev/testing/support.ts";
import { withLock } from "./lock.ts";

const test = suite("lock");

test("returns the result and removes the lock, also after an error", async () => {
  const file = join(temporaryFolder(), "deeper", "lock");
  assert.is(await withLock(file, async () => readFileSync(file, "utf8")), String(process.pid));
  const failing = withLock(file, async () => {
    throw new Error("work failed");
  });
  assert.is(await failing.catch(error => error.message), "work failed");
  assert.not(existsSync(file));
});

test("says once that it waits, and gives up when its patience is at an end, with the lock left to its holder", async () => {
  const file = join(temporaryFolder(), "lock");
  writeFileSync(file, String(process.ppid));
  let waits = 0;
  const options = { patienceMs: 150, onWait: () => (waits += 1) };
  const error = await withLock(file, async () => assert.unreachable("it had the lock"), options).catch(
    error => error,
  );
  assert.match(error.message, `Process ${process.ppid} holds ${file} for too long`);
  assert.is(error.exitCode, 3);
  assert.is(waits, 1);
  assert.is(readFileSync(file, "utf8"), String(process.ppid));
});

test("leaves a lock alone that another process has taken meanwhile", async () => {
  const file = join(temporaryFolder(), "lock");
  await withLock(file, async () => writeFileSync(file, String(process.ppid)));
  assert.ok(existsSync(file));
});

test("processes exclude each other, starting from a dead process's lock", async () => {
  const folder = temporaryFolder();
  const counter = join(folder, "counter");
  writeFileSync(counter, "0");
  const { stdout: deadPid } = await runNode(["-p", "process.pid"]);
  writeFileSync(join(folder, "lock"), deadPid.trim());

  const count = script(
    "scripts/machine/lock.ts",
    "withLock",
    `import { readFileSync, writeFileSync } from "node:fs";
    for (let i = 0; i < 10; i++) {
      await withLock(process.env.FOLDER + "/lock", async () => {
        const seen = Number(readFileSync(process.env.FOLDER + "/counter", "utf8"));
        await new Promise(resolve => setTimeout(resolve, 2));
        writeFileSync(process.env.FOLDER + "/counter", String(seen + 1));
      });
    }`,
  );
  const runs = await Promise.all([1, 2, 3, 4].map(() => runNode(count, { FOLDER: folder })));
  assert.equal(
    runs.map(run => run.stderr),
    ["", "", "", ""],
  );
  assert.is(readFileSync(counter, "utf8"), "40");
});

test.run();
