import { displayOn } from "./report/display.ts";
import { outcomeJson, outcomeLines } from "./report/outcome.ts";
import { runCommand } from "./report/run-command.ts";
import { openScreen } from "./report/screen.ts";
import { type Display, silentDisplay } from "./run/display.ts";
import type { StepOutcome } from "./run/run-step.ts";
import { runStep, type Wishes } from "./run/run-step.ts";
import { parseArguments } from "./shared/arguments.ts";
import { confirm } from "./shared/confirm.ts";
import { exitCodes, UserError } from "./shared/errors.ts";
import { redact } from "./shared/redact.ts";
import { chooseStep, chooseSteps, findSteps, type Step } from "./shared/steps.ts";
import { shellWord } from "./shared/suggest.ts";
import { isFirstDeployment } from "./stack/first-deployment.ts";
import { defaultLearner, safeLearner } from "./stack/name.ts";
import { readParameters } from "./stack/parameters.ts";
import { explainTargetError } from "./targets/explain.ts";
import { identify, openTarget } from "./targets/index.ts";

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

await runCommand(async args => {
  const { values, positionals } = parseArguments({ args, options, allowPositionals: true });
  if (values.help) return void process.stdout.write(`${help}\n`);
  checkCombination(values);
  const all = await findSteps();
  const { steps } = chooseSteps(all, positionals);
  const wishes: Wishes = {
    destroy: values.destroy ?? false,
    fresh: values.fresh ?? false,
    deploy: !values["no-deploy"],
    onto: values.onto === undefined ? undefined : earlierStep(all, steps, values.onto),
    parameters: await readParameters(values.parameter ?? [], steps),
    input: readInput(values.input),
  };
  const learner = safeLearner(values.learner ?? defaultLearner());

  const screen = openScreen();
  const showing = (label?: string) => (values.json ? silentDisplay : displayOn(screen, label));
  const display = showing();
  const command = (words: string) => commandFor(words, values);
  const say = values.json ? (line: string) => void process.stderr.write(`${line}\n`) : display.line;
  sayWhatIsLeft(say, command(positionals.join(" ")));

  const outcomes: StepOutcome[] = [];
  try {
    const target = await openTarget({ ...values, onProgress: display.line });
    const place = { target, identity: await identify(target), learner };
    display.line(`Target   ${target.title}`);
    display.line(`Account  ${place.identity.account} in ${target.region}, as ${place.identity.arn}`);
    if (target.kind === "aws" && wishes.deploy && !wishes.destroy && !values.yes) {
      if (await isFirstDeployment(target)) await askForFirstDeployment(place.identity.account, target.region);
    }

    const runOne = async (step: Step, own: Display) => {
      const outcome = await runStep(place, step, wishes, own).catch(error => {
        const { message } = explainTargetError(error) as Error;
        outcomes.push({ step, passed: false, error: message });
        throw error;
      });
      outcomes.push(outcome);
      const lines = outcomeLines(screen, outcome, place.target, command(step.number));
      for (const line of lines) own.line(line);
      if (process.env.GITHUB_ACTIONS && !values.json) {
        const { reportToGitHub } = await import("./report/github.ts"); // only there, for it takes time to load
        await reportToGitHub(outcome);
      }
      return outcome.passed;
    };
    if (values["keep-going"] || positionals.includes("all")) {
      const runs = steps.map(step => runOne(step, showing(screen.dim(`${step.number} │`))));
      await allOf(runs);
    } else {
      for (const step of steps) if (!(await runOne(step, display))) break;
    }
    if (outcomes.some(({ passed }) => !passed)) process.exitCode = exitCodes.checkFailed;
  } finally {
    screen.close();
    if (values.json) {
      outcomes.sort((a, b) => a.step.name.localeCompare(b.step.name));
      process.stdout.write(`${redact(JSON.stringify(outcomes.map(outcomeJson), null, 2))}\n`);
    }
  }
});

/** Throws a UserError when the answer is no, or when there is no terminal to ask at. */
async function askForFirstDeployment(account: string, region: string): Promise<void> {
  const question = `Deploy for the first time into account ${account}, ${region}?`;
  if (!process.stdin.isTTY) {
    throw new UserError(`${question} Add --yes to do so: there is no terminal to ask at.`, exitCodes.usage);
  }
  if (!(await confirm(question))) throw new UserError("Nothing was deployed.", exitCodes.usage);
}

/**
 * Waits until all have ended, then throws what went wrong: one error as it is, several as one with all their
 * messages.
 */
async function allOf(runs: Promise<unknown>[]): Promise<void> {
  const errors = (await Promise.allSettled(runs)).flatMap(result =>
    result.status === "rejected" ? [explainTargetError(result.reason)] : [],
  );
  const unforeseen = errors.find(error => !(error instanceof UserError));
  if (unforeseen) throw unforeseen;
  if (errors.length > 0) {
    const messages = errors.map(error => (error as UserError).message);
    throw new UserError(messages.join("\n"), Math.max(...errors.map(error => (error as UserError).exitCode)));
  }
}

function checkCombination(values: Options): void {
  const exclusive = ["destroy", "fresh", "no-deploy"].filter(name => values[name as keyof Options]);
  if (exclusive.length > 1) {
    throw new UserError(`--${exclusive.join(" and --")} exclude each other: choose one.`, exitCodes.usage);
  }
  if (values.input !== undefined && values.destroy) {
    throw new UserError("--input is for an execution: leave out --destroy.", exitCodes.usage);
  }
  if (values.parameter && (values.destroy || values["no-deploy"])) {
    throw new UserError(
      "--parameter changes what is deployed: leave out --destroy and --no-deploy.",
      exitCodes.usage,
    );
  }
}

/** The step onto whose stack another one is rolled. Throws a UserError for what can't be rolled there. */
function earlierStep(all: Step[], steps: Step[], word: string): Step {
  const onto = chooseStep(all, word);
  const [step, ...others] = steps;
  if (step && others.length === 0 && onto.number < step.number) return onto;
  throw new UserError("--onto takes one step onto an earlier one: 05 --onto 04.", exitCodes.usage);
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
    `--input is not a JSON object. Write it like this: --input '{"searchText":"serverless"}'`,
    exitCodes.usage,
  );
}

/** The command for steps, once more on the same target and for the same learner. */
function commandFor(words: string, values: Options): string {
  const names = ["onto", "learner", "target", "region", "profile"] as const;
  const options = names.flatMap(name => {
    const value = values[name];
    if (value === undefined) return [];
    return [`--${name}`, shellWord(value)];
  });
  return ["npm run step --", words, ...options].join(" ");
}

/** Ctrl-C ends at once. What AWS has begun goes on there, and the next run takes it up. */
function sayWhatIsLeft(say: (line: string) => void, command: string): void {
  process.once("SIGINT", () => {
    say(`Stopped. What has been deployed stays; go on with: ${command}`);
    say(`Or take it down: ${command} --destroy`);
    process.exit(130);
  });
}
