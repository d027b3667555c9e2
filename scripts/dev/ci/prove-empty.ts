import { CloudFormationClient, paginateDescribeStacks } from "@aws-sdk/client-cloudformation";
import { runCommand } from "../../report/run-command.ts";
import { parseArguments } from "../../shared/arguments.ts";
import { exitCodes, UserError } from "../../shared/errors.ts";
import { openTarget, type Target } from "../../targets/index.ts";

// Proves that a run of a workflow has left nothing of a step behind, whichever attempt deployed it; fails where it has.
// `node --import tsx/esm scripts/dev/ci/prove-empty.ts --run 1234567890 --step 04-tweetbot`

await runCommand(async args => {
  const { values } = parseArguments({
    args,
    options: { run: { type: "string" }, step: { type: "string" }, target: { type: "string" } },
  });
  const { run, step } = values;
  if (!run || !step)
    throw new UserError("Say which run and which step: --run ID --step NAME.", exitCodes.usage);
  const target = await openTarget(values);
  const left = await stacksWith(target, { run, step });
  if (left.length > 0) {
    throw new UserError(
      `Run ${run} has left stacks of ${step} behind: ${left.join(", ")}. Take them down: npm run cleanup -- --run ${run}`,
      exitCodes.checkFailed,
    );
  }
  process.stdout.write(`Nothing of ${step} remains from run ${run} in ${target.title}.\n`);
});

/** The names and statuses of the stacks that carry all of the tags. */
async function stacksWith(target: Target, tags: Record<string, string>): Promise<string[]> {
  const found: string[] = [];
  const client = target.client(CloudFormationClient);
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    for (const { StackName, StackStatus, Tags = [] } of Stacks) {
      const has = ([key, value]: [string, string]) =>
        Tags.some(({ Key, Value }) => Key === key && Value === value);
      if (Object.entries(tags).every(has)) found.push(`${StackName} (${StackStatus})`);
    }
  }
  return found;
}
