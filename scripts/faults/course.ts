import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { startEmulator } from "../target/local/emulator.ts";
import { runNode } from "../testing/support.ts";

/** An emulator of one test file's own. */
export async function ownEmulator(): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const home = await mkdtemp(path.join(os.tmpdir(), "workshop-faults-"));
  const emulator = await startEmulator({ home });
  return {
    endpoint: emulator.endpoint,
    async stop() {
      await emulator.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Runs `npm run step` with these words to its end, for a learner, at an endpoint. */
async function step(endpoint: string, learner: string, ...words: string[]) {
  return await runNode(["scripts/step.ts", ...words], stepEnvironment(endpoint, learner));
}

/** The same; throws, with the lines that matter, when it does not succeed. Returns what it printed. */
export async function succeeds(endpoint: string, learner: string, ...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await step(endpoint, learner, ...words);
  if (code === 0 && stderr === "") return stdout;
  const telling = stdout.split("\n").filter(line => !/_IN_PROGRESS$|_COMPLETE$|[▷→] | {2}[✓!] /.test(line));
  throw new Error(
    `${learner}: step ${words.join(" ")} ended with exit code ${code}\n${telling.join("\n")}\n${stderr}`,
  );
}

/** The variables that make a command run at an endpoint for a learner, whatever the shell has set. */
export function stepEnvironment(endpoint: string, learner: string): NodeJS.ProcessEnv {
  return { AWS_ENDPOINT_URL: endpoint, WORKSHOP_LEARNER: learner, WORKSHOP_TARGET: "local", NO_COLOR: "1" };
}

/** What `npm run step -- --json` prints of a step. */
export interface Outcome {
  step: string;
  passed: boolean;
  stack: { name: string; outputs: Record<string, string> };
  checks: { name: string; passed: boolean }[];
  executions: { title: string; name: string; status: string; stateMachineArn: string }[];
}
