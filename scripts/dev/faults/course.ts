import path from "node:path";
import { runNode, temporaryFolder } from "../testing/support.ts";

const homes = temporaryFolder();

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

/** The variables that make a command run at an endpoint for a learner at a machine of their own, whatever the shell has set. */
export function stepEnvironment(endpoint: string, learner: string): NodeJS.ProcessEnv {
  return {
    AWS_ENDPOINT_URL: endpoint,
    WORKSHOP_HOME: path.join(homes, learner),
    WORKSHOP_LEARNER: learner,
    WORKSHOP_TARGET: "local",
    NO_COLOR: "1",
  };
}

/** What `npm run step -- --json` prints of a step. */
export interface Outcome {
  step: string;
  passed: boolean;
  stack: { name: string; outputs: Record<string, string> };
  checks: { name: string; passed: boolean }[];
  executions: { title: string; name: string; status: string; stateMachineArn: string }[];
}
