import { type ExecFileOptions, execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { root } from "../../shared/paths.ts";
import { ensureRunning, stop } from "../../targets/local/launcher.ts";
import { awsCliEnvironment, hasAwsCli } from "./aws-cli.ts";
import { median, spread, time } from "./measure.ts";

const run = promisify(execFile);
/** An odd number has a median; three of them take two minutes, most of it in the Wait state. */
const rounds = 3;

/** Seconds that steps 01 and 04 spend in their Wait states. */
export const waits = 10;

/** Seconds that a step takes each time: from no stack, again, and by hand with the AWS CLI, where there is one. */
interface Comparison {
  ours: number[];
  again: number[];
  theirs: number[];
}

/** Times step 04, most of which is its Wait state. */
export async function benchStep(): Promise<string[][]> {
  const { ours, again, theirs } = await compare("04-tweetbot");
  const ratio =
    theirs.length > 0 ? `${(median(ours) / median(theirs)).toFixed(2)} of the AWS CLI's` : "no AWS CLI here";
  return [
    ["`npm run step -- 04`, warm target, no stack yet", spread(ours), `${waits + 1.5} s`],
    ["`npm run step -- 04`, warm target, again", spread(again), `${waits + 1.5} s`],
    [
      "the same with the AWS CLI, without any check",
      theirs.length > 0 ? spread(theirs) : "not measured",
      ratio,
    ],
  ];
}

/**
 * Times `npm run step` on a warm local target against the same work done with the AWS CLI: deploy, start, and look
 * until the execution is closed. They take turns, on one emulator of their own.
 */
export async function compare(step: string): Promise<Comparison> {
  const home = await mkdtemp(path.join(os.tmpdir(), "workshop-bench-"));
  const { AWS_ENDPOINT_URL: _, ...environment } = process.env; // it would choose another target
  const env = { ...environment, WORKSHOP_HOME: home, WORKSHOP_LEARNER: "bench" };
  try {
    const { endpoint } = await ensureRunning({ home });
    const cliEnv = awsCliEnvironment(endpoint);
    await npm("step", [step], { env }); // warms up
    const [ours, again, theirs]: [number[], number[], number[]] = [[], [], []];
    const hasCli = await hasAwsCli();
    for (let round = 0; round < rounds; round += 1) {
      await npm("step", [step, "--destroy"], { env });
      ours.push(await time(() => npm("step", [step], { env })));
      again.push(await time(() => npm("step", [step], { env })));
      if (hasCli) theirs.push(await time(() => byHand(step, `bench${round}`, { env: cliEnv })));
    }
    return { ours, again, theirs };
  } finally {
    await stop(home);
    await rm(home, { recursive: true, force: true });
  }
}

/** Runs one of the repository's commands as people do. */
export async function npm(command: string, words: string[], options: ExecFileOptions = {}): Promise<void> {
  const shell = process.platform === "win32";
  await run("npm", ["run", "-s", command, "--", ...words], { ...options, cwd: root, shell });
}

async function byHand(step: string, stack: string, options: ExecFileOptions): Promise<void> {
  const aws = async (...args: string[]) =>
    JSON.parse((await run("aws", [...args, "--output", "json"], { ...options, cwd: root })).stdout as string);
  const template = ["--template-file", `.local/bench/${step}/template.yaml`];
  // As `npm run build`, which takes as long, but away from the learner's own dist/.
  const build = `node --import tsx/esm scripts/dev/bench/build.ts ${step}`;
  await run("npm", ["exec", "-c", build], { ...options, cwd: root, shell: process.platform === "win32" });
  await run(
    "aws",
    ["cloudformation", "deploy", "--stack-name", stack, ...template, "--capabilities", "CAPABILITY_IAM"],
    { ...options, cwd: root },
  );
  const { stateMachines } = await aws("stepfunctions", "list-state-machines");
  const { stateMachineArn } = stateMachines.find(({ name }: { name: string }) => name === stack);
  const input = ["--input", `file://steps/${step}/input.json`];
  const { executionArn } = await aws(
    "stepfunctions",
    "start-execution",
    "--state-machine-arn",
    stateMachineArn,
    ...input,
  );
  while (
    (await aws("stepfunctions", "describe-execution", "--execution-arn", executionArn)).status === "RUNNING"
  ) {
    await sleep(500);
  }
}
