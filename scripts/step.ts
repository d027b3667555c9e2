import { createInterface } from "node:readline/promises";
import { CloudFormationClient, ListStacksCommand } from "@aws-sdk/client-cloudformation";
import { parseArguments, runCommand } from "./command.ts";
import { exitCodes, UserError } from "./errors.ts";
import { type Display, displayOn, silentDisplay } from "./report/display.ts";
import { outcomeJson, outcomeLines, type StepOutcome } from "./report/outcome.ts";
import { redact } from "./report/redact.ts";
import { openScreen } from "./report/screen.ts";
import { defaultLearner, safeLearner, stackName, stackPrefix } from "./stack/name.ts";
import { readParameters } from "./stack/parameters.ts";
import { planStacks } from "./stack/plan.ts";
import { chooseSteps, findSteps, type Step } from "./steps.ts";
import { explainTargetError } from "./target/explain.ts";
import { identify, openTarget, type Target } from "./target/index.ts";
import { deployStep, destroyStep, type Place, verifyStep } from "./verify/run-step.ts";

const help = `Deploys steps of the course, runs them live and checks what came of it.

  npm run step -- <step> …   01 (or 1, or 01-starter), several of them, or all of them side by side: all

  --destroy          take the step's stacks down
  --fresh            take them down first, then deploy
  --no-deploy        verify what is deployed
  --keep-going       run several steps side by side, all of them, whatever fails
  --onto <step>      roll the step onto the stack of an earlier one: 05 --onto 04
  --parameter <Name=Value>
                     set a parameter of the step's stack, which keeps it from then on; several are possible
  --input <JSON>     change the input of the execution: --input '{"searchText":"serverless"}'
  --learner <name>   whose stacks they are; your user name by default, or WORKSHOP_LEARNER
  --target <target>  local (the default) or aws; or WORKSHOP_TARGET
  --region <region>  the AWS region
  --profile <name>   the AWS profile
  --yes              do not ask before the first deployment into an AWS account
  --json             print one JSON document at the end, nothing else
  --help             print this

Exit codes: 0 all checks passed, 1 a check failed, 2 wrong usage, 3 the target could not be reached or refused.`;

const options = {
  destroy: { type: "boolean" },
  fresh: { type: "boolean" },
  "no-deploy": { type: "boolean" },
  "keep-going": { type: "boolean" },
  onto: { type: "string" },
  parameter: { type: "string", multiple: true },
  input: { type: "string" },
  learner: { type: "string" },
  target: { type: "string" },
  region: { type: "string" },
  profile: { type: "string" },
  yes: { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean" },
} as const;

type Options = ReturnType<
  typeof parseArguments<{ options: typeof options; allowPositionals: true }>
>["values"];

/** What the options ask for, read. */
interface Wishes {
  onto: Step | undefined;
  parameters: Record<string, string>;
  input: Record<string, unknown>;
}

await runCommand(async args => {
  const { values, positionals } = parseArguments({ args, options, allowPositionals: true });
  if (values.help) return void process.stdout.write(`${help}\n`);
  checkCombination(values);
  const all = await findSteps();
  const steps = chooseSteps(all, positionals);
  const onto = values.onto === undefined ? undefined : chooseSteps(all, [values.onto])[0];
  const parameters = await readParameters(values.parameter ?? [], steps);
  const input = readInput(values.input);

  const screen = openScreen();
  const display = values.json ? silentDisplay : displayOn(screen);
  const sideBySide = values["keep-going"] || positionals.includes("all");
  sayWhatIsLeft(display, positionals.join(" "));

  let target: Target | undefined;
  try {
    target = await openTarget({ ...values, onProgress: display.line });
    const place = {
      target,
      identity: await identify(target),
      learner: safeLearner(values.learner ?? defaultLearner()),
    };
    display.line(`Target   ${target.title}`);
    display.line(`Account  ${place.identity.account} in ${target.region}, as ${place.identity.arn}`);
    if (target.kind === "aws" && !values.destroy && !values.yes) await confirmFirstDeployment(place);

    const outcomes: StepOutcome[] = [];
    const runOne = async (step: Step, own: Display) => {
      const outcome = await runStep(place, step, { onto, parameters, input }, values, own);
      outcomes.push(outcome);
      if (process.env.GITHUB_ACTIONS && !values.json) {
        const { reportToGitHub } = await import("./report/github.ts"); // only there, for it takes time to load
        await reportToGitHub(outcome);
      }
      if (!values.json) for (const line of outcomeLines(screen, outcome, target as Target)) own.line(line);
      return outcome.passed;
    };
    if (sideBySide) {
      const own = (step: Step) =>
        values.json ? silentDisplay : displayOn(screen, screen.dim(`${step.number} │`));
      await settleAll(steps.map(step => runOne(step, own(step))));
    } else {
      for (const step of steps) if (!(await runOne(step, display))) break;
    }
    if (values.json) process.stdout.write(`${redact(JSON.stringify(outcomes.map(outcomeJson), null, 2))}\n`);
    if (outcomes.some(({ passed }) => !passed)) process.exitCode = exitCodes.checkFailed;
  } catch (error) {
    throw explainTargetError(error, target);
  } finally {
    screen.close();
  }
});

/** Compile, then destroy, deploy and verify, whichever was asked for. */
async function runStep(
  place: Place,
  step: Step,
  { onto, parameters, input }: Wishes,
  values: Options,
  display: Display,
): Promise<StepOutcome> {
  const name = stackName(place.learner, (onto ?? step).name);
  const stacks = await planStacks(step, place.learner, name, parameters);
  if (values.destroy || values.fresh) await destroyStep(place, stacks, display);
  if (values.destroy) return { step, passed: true };
  const start = Date.now();
  if (!values["no-deploy"]) await deployStep(place, step, stacks, display);
  const deployed = Date.now();
  const verified = await verifyStep(place, step, stacks, input, display);
  const timings = [
    { title: "Deploying", ms: deployed - start },
    { title: "Verifying", ms: Date.now() - deployed },
  ];
  return { step, passed: verified.report.checks.every(({ passed }) => passed), ...verified, timings };
}

/** Waits for all of them, then throws the first error. */
async function settleAll(runs: Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(runs)) if (result.status === "rejected") throw result.reason;
}

function checkCombination(values: Options): void {
  const exclusive = ["destroy", "fresh", "no-deploy"].filter(name => values[name as keyof Options]);
  if (exclusive.length > 1) {
    throw new UserError(`--${exclusive.join(" and --")} exclude each other: choose one.`, exitCodes.usage);
  }
  if (values.parameter && (values.destroy || values["no-deploy"])) {
    throw new UserError(
      "--parameter changes what is deployed: leave out --destroy and --no-deploy.",
      exitCodes.usage,
    );
  }
}

function readInput(text = "{}"): Record<string, unknown> {
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch {
    input = undefined;
  }
  if (typeof input === "object" && input !== null && !Array.isArray(input))
    return input as Record<string, unknown>;
  throw new UserError(
    `--input is no JSON object. Write it like this: --input '{"searchText":"serverless"}'`,
    exitCodes.usage,
  );
}

async function confirmFirstDeployment({ target, identity }: Place): Promise<void> {
  const { StackSummaries = [] } = await target
    .client(CloudFormationClient)
    .send(new ListStacksCommand({ StackStatusFilter: ["CREATE_COMPLETE", "UPDATE_COMPLETE"] }));
  if (StackSummaries.some(({ StackName }) => StackName?.startsWith(stackPrefix))) return;
  const question = `Deploy for the first time into account ${identity.account}, ${target.region}?`;
  if (!process.stdin.isTTY) {
    throw new UserError(`${question} Add --yes to do so: there is no terminal to ask at.`, exitCodes.usage);
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`${question} [y/N] `);
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new UserError("Nothing was deployed.", exitCodes.usage);
}

/** Ctrl-C ends at once. What AWS has begun goes on there, and the next run takes it up. */
function sayWhatIsLeft(display: Display, words: string): void {
  process.once("SIGINT", () => {
    display.line(`Stopped. What has been deployed stays; go on with: npm run step -- ${words}`);
    display.line(`Or take it down: npm run step -- ${words} --destroy`);
    process.exit(130);
  });
}
