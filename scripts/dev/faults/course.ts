import path from "node:path";
import { localCredentials, localRegion } from "../../targets/local/names.ts";
import { runNode, temporaryFolder } from "../testing/support.ts";

const homes = temporaryFolder();

/**
 * Runs `npm run step` with these words to its end, for a learner, at an endpoint. Throws, with the lines that matter, when
 * it does not succeed. Returns what it printed.
 */
export async function succeeds(endpoint: string, learner: string, ...words: string[]): Promise<string> {
  return await run(stepEnvironment(endpoint, learner), learner, words);
}

/** The same as if the endpoint were AWS: with the patience that AWS needs. */
export async function succeedsOnAws(endpoint: string, learner: string, ...words: string[]): Promise<string> {
  return await run(awsEnvironment(endpoint, learner), learner, [...words, "--yes"]);
}

async function run(env: NodeJS.ProcessEnv, learner: string, words: string[]): Promise<string> {
  const { code, stdout, stderr } = await runNode(["scripts/step.ts", ...words], env);
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

/** The variables that make a command take an endpoint for AWS. */
export function awsEnvironment(endpoint: string, learner: string): NodeJS.ProcessEnv {
  return {
    ...stepEnvironment(endpoint, learner),
    WORKSHOP_TARGET: "aws",
    AWS_REGION: localRegion,
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
    AWS_PROFILE: undefined,
    AWS_SESSION_TOKEN: undefined,
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
