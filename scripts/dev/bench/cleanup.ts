import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { inParallel } from "../../machine/parallel.ts";
import { findSteps } from "../../shared/steps.ts";
import { openClassroom } from "../testing/classroom.ts";
import { awsCliEnvironment, hasAwsCli } from "./aws-cli.ts";
import { time } from "./measure.ts";

const run = promisify(execFile);
const learners = 200;
const steps = (await findSteps()).map(({ name }) => name);
/** The shell loop is as slow for the last stack as for the first: so many are enough to know it. */
const loopStacks = 10;

const resources = {
  Machine: {
    Type: "AWS::StepFunctions::StateMachine",
    Properties: {
      StateMachineName: { Ref: "AWS::StackName" },
      RoleArn: "arn:aws:iam::000000000000:role/any",
      Definition: { StartAt: "Pass", States: { Pass: { Type: "Pass", End: true } } },
    },
  },
};

/** The loop that people write: one stack after the other, each waited for. */
const loop = `set -e
stacks=$(aws cloudformation describe-stacks --query 'Stacks[].StackName' --output text)
for stack in $stacks; do
  aws cloudformation delete-stack --stack-name "$stack"
  aws cloudformation wait stack-delete-complete --stack-name "$stack"
done`;

/** Deletes the stacks of a large class with the cleanup script, and some with a shell loop over the AWS CLI. */
export async function benchCleanup(): Promise<string[][]> {
  const room = await openClassroom();
  try {
    const names = Array.from({ length: learners }, (_, index) => `learner${index + 1}`);
    const stacks = names.flatMap(learner => steps.map(step => ({ learner, step })));
    const create = ({ learner, step }: (typeof stacks)[number]) =>
      room.create(`sfw-${learner}-${step}`, { learner, step, resources });
    await inParallel(stacks, 8, create);
    const seconds = await time(async () => {
      const { code, stdout, stderr } = await room.cleanup("--yes");
      if (code !== 0) throw new Error(stdout + stderr);
    });
    const calls = [...room.proxy.counts.values()].reduce((sum, count) => sum + count, 0);

    await inParallel(stacks.slice(0, loopStacks), 8, create);
    room.proxy.counts.clear();
    const env = awsCliEnvironment(room.proxy.endpoint);
    const hasCli = await hasAwsCli();
    const loopSeconds = hasCli ? await time(() => run("bash", ["-c", loop], { env })) : Number.NaN;
    const loopCalls = [...room.proxy.counts.values()].reduce((sum, count) => sum + count, 0);
    return [
      [
        `delete ${stacks.length} stacks of ${learners} learners`,
        `${(stacks.length / seconds).toFixed(1)} stacks a second, ${(calls / stacks.length).toFixed(1)} calls a stack`,
        "at most 4 calls a stack, beside the lists",
      ],
      [
        "the same with a shell loop over the AWS CLI",
        !hasCli
          ? "not measured: there is no AWS CLI"
          : `${(loopStacks / loopSeconds).toFixed(1)} stacks a second, ${(loopCalls / loopStacks).toFixed(1)} calls a stack`,
        "",
      ],
    ];
  } finally {
    await room.stop();
  }
}
