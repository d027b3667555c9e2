import { spawn } from "node:child_process";
import { once } from "node:events";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { eventually } from "../dev/testing/support.ts";
import { isAlive } from "./process.ts";

const test = suite("process");

test("a process is alive until it ends", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const pid = child.pid as number;
  assert.ok(isAlive(pid));
  child.kill();
  await once(child, "exit");
  assert.not(isAlive(pid));
});

test("one that nobody has collected is not alive", async () => {
  if (process.platform !== "linux") return;
  // The shell starts a process that outlives it, and becomes a program that never asks how it ended.
  const parent = spawn("sh", ["-c", "sleep 0.3 & echo $!; exec sleep 20"]);
  const [line] = await once(parent.stdout, "data");
  const pid = Number(line);
  await eventually(() => !isAlive(pid));
  process.kill(pid, 0); // throws unless it is still listed
  parent.kill();
});

test.run();
