import { type ExecFileOptions, execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { root } from "../../shared/paths.ts";
import { ownEmulator } from "../testing/emulator.ts";
import { awsCliEnvironment, hasAwsCli } from "./aws-cli.ts";
import { median, spread, time } from "./measure.ts";

const run = promisify(execFile);
/** An odd number has a median; three of them take two minutes, most of it in the Wait state. */
const rounds = 3;

/** Seconds that step 04 spends in its Wait state. */
const waits = 10;

/**
 * Times `npm run step -- 04` on a warm target, from no stack, against the same work done with the AWS CLI: deploy,
 * start, and look until the execution is closed. They take turns, on one emulator.
 */
export async function benchStep(): Promise<string[][]> {
  const emulator = await ownEmulator();
  const env = { ...awsCliEnvironment(emulator.endpoint), WORKSHOP_LEARNER: "bench" };
  try {
    await step(["04"], env); // warms up
    const [ours, again, theirs]: [number[], number[], number[]] = [[], [], []];
    const hasCli = await hasAwsCli();
    for (let round = 0; round < rounds; round += 1) {
      await step(["04", "--destroy"], env);
      ours.push(await time(() => step(["04"], env)));
      again.push(await time(() => step(["04"], env)));
      if (hasCli) theirs.push(await time(() => cli(`bench${round}`, { env })));
    }
    const ratio = hasCli
      ? `${(median(ours) / median(theirs)).toFixed(2)} of the AWS CLI's`
      : "no AWS CLI here";
    return [
      ["`npm run step -- 04`, warm target, no stack yet", spread(ours), `${waits + 1.5} s`],
      ["`npm run step -- 04`, warm target, again", spread(again), `${waits + 1.5} s`],
      ["the same with the AWS CLI, without any check", hasCli ? spread(theirs) : "not measured", ratio],
    ];
  } finally {
    await emulator.stop();
  }
}

async function step(args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  await run("npm", ["run", "-s", "step", "--", ...args], {
    cwd: root,
    env,
    shell: process.platform === "win32",
  });
}

async function cli(stack: string, options: ExecFileOptions): Promise<void> {
  const aws = async (...args: string[]) =>
    JSON.parse((await run("aws", [...args, "--output", "json"], { ...options, cwd: root })).stdout as string);
  const template = ["--template-file", ".local/bench/04-tweetbot/template.yaml"];
  // As `npm run build -- 04`, which takes as long.
  await run("npm", ["exec", "-c", "node --import tsx scripts/dev/bench/build.ts"], {
    ...options,
    cwd: root,
    shell: process.platform === "win32",
  });
  await run(
    "aws",
    ["cloudformation", "deploy", "--stack-name", stack, ...template, "--capabilities", "CAPABILITY_IAM"],
    { ...options, cwd: root },
  );
  const { stateMachines } = await aws("stepfunctions", "list-state-machines");
  const { stateMachineArn } = stateMachines.find(({ name }: { name: string }) => name === stack);
  const input = ["--input", "file://steps/04-tweetbot/input.json"];
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
