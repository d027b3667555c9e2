import { run } from "uvu/run";
import { allDone, endOfFile } from "./lane-words.ts";

// A process that runs the test files that its parent names, one after another: what they import is loaded once.

declare global {
  /** Where uvu collects what a file tests, until it is run. */
  var UVU_QUEUE: unknown[][];
}

const env = { ...process.env };

process.on("message", async (file: string) => {
  if (file === allDone) return process.disconnect();
  globalThis.UVU_QUEUE = [];
  await run([{ name: file, file }]).catch(error => console.error(error));
  // Nothing that a file has set for itself is there for the next one.
  process.exitCode = 0;
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  process.stdout.write(endOfFile);
});
