import { runCommand } from "./report/run-command.ts";
import { parseArguments } from "./shared/arguments.ts";
import { exitCodes, UserError } from "./shared/errors.ts";
import { chooseStep, chooseSteps, findSteps } from "./shared/steps.ts";
import { writeBuild } from "./stack/build.ts";
import { defaultLearner, safeLearner, stackName } from "./stack/name.ts";
import { planStacks } from "./stack/plan.ts";
import { type Identity, identify, openTarget } from "./targets/index.ts";
import { localAccount, localRegion } from "./targets/local/names.ts";

const help = `Writes the self-contained template and the state machine definitions of steps to dist/, for use with the AWS CLI.

  npm run build -- <step> …   01 (or 1, or 01-starter), several of them, or all

  --stack-name <name>  the stack that the definitions are for, its parameters at their defaults
                       (without a name: the learner's stack of the step)
  --onto <step>        … or the learner's stack of an earlier step: 05 --onto 04
  --learner <name>     whose stacks they are; your user name by default, or WORKSHOP_LEARNER
  --target <target>    local (the default) or aws: the account and the region in the definitions' ARNs
  --region <region>    the AWS region
  --profile <name>     the AWS profile
  --help               print this`;

await runCommand(async args => {
  const { values, positionals } = parseArguments({
    args,
    allowPositionals: true,
    options: {
      "stack-name": { type: "string" },
      onto: { type: "string" },
      learner: { type: "string" },
      target: { type: "string" },
      region: { type: "string" },
      profile: { type: "string" },
      help: { type: "boolean" },
    },
  });
  if (values.help) return void process.stdout.write(`${help}\n`);
  const all = await findSteps();
  const { steps } = chooseSteps(all, positionals);
  if (steps.length > 1 && (values["stack-name"] || values.onto)) {
    throw new UserError("--stack-name and --onto go with a single step.", exitCodes.usage);
  }
  const onto = values.onto === undefined ? undefined : chooseStep(all, values.onto);
  const learner = safeLearner(values.learner ?? defaultLearner());
  const place = await whereTo(values);
  for (const step of steps) {
    const name = values["stack-name"] ?? stackName(learner, (onto ?? step).name);
    const stacks = await planStacks(step, learner, name);
    // Who names the stack creates it by hand, where a parameter that is not given has its default.
    if (values["stack-name"]) for (const stack of stacks) stack.parameters = {};
    const files = await writeBuild(step, stacks, place);
    process.stdout.write(`${step.name}, for stack ${name} in account ${place.account}, ${place.region}:\n`);
    for (const { file, bytes } of files) process.stdout.write(`  ${file}  ${bytes} bytes\n`);
  }
});

/** The account and region for ARNs. The local target's are known without starting it. */
async function whereTo(values: {
  target?: string | undefined;
  region?: string | undefined;
  profile?: string | undefined;
}): Promise<Omit<Identity, "arn"> & { region: string }> {
  const isLocal = (values.target ?? process.env.WORKSHOP_TARGET ?? "local") === "local";
  if (isLocal && !process.env.AWS_ENDPOINT_URL) {
    return { account: localAccount, partition: "aws", region: values.region ?? localRegion };
  }
  const target = await openTarget(values);
  return { ...(await identify(target)), region: target.region };
}
