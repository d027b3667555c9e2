import type { parseArguments } from "../shared/arguments.ts";
import { exitCodes, UserError } from "../shared/errors.ts";
import { putTogether } from "../shared/solution.ts";
import { chooseChallenge, chooseStep, chooseSteps, findSteps, type Step } from "../shared/steps.ts";
import { repeatOptions } from "../shared/suggest.ts";
import { learnerOf } from "../stack/learner.ts";
import { readParameters } from "../stack/parameters.ts";
import type { Wishes } from "./run-step.ts";

export const help = `Deploys steps of the course as they are in steps/, runs them live and checks what came of it: the course's own solution.
(Your own work, in my-work/, is checked by npm run learn.)

  npm run step -- <step> …   01 (or 1, or 01-starter), or all; several run side by side, all of them, whatever fails

  --challenge        the step's challenge instead, on the step's stack: 01 --challenge
  --destroy          take the step's stacks down
  --fresh            take them down first, then deploy
  --no-deploy        verify what is deployed
  --onto <step>      roll the step onto the stack of an earlier one: 05 --onto 04
  --parameter <Name=Value>
                     set a parameter of the step's stack, which keeps it from then on; several are possible
  --input <JSON>     change the input of the execution: --input '{"searchText":"serverless"}'
  --learner <name>   whose stacks they are, in this command; yours by default (see WORKSHOP_LEARNER in docs/reference.md)
  --target <target>  local (the default) or aws; or WORKSHOP_TARGET
  --region <region>  the AWS region
  --profile <name>   the AWS profile
  --yes              do not ask before the first deployment into an AWS account
  --verbose          show the stack trace of a function that throws, too
  --json             print one JSON document at the end, nothing else
  --help             print this

Exit codes: 0 all checks passed, 1 a check failed, 2 wrong usage, 3 the target could not be reached or refused.`;

/** Where stacks are, and whose. */
export const whichPlace = {
  learner: { type: "string" },
  target: { type: "string" },
  region: { type: "string" },
  profile: { type: "string" },
} as const;

/** Which stacks are meant: a command that we suggest repeats these. */
const whichStacks = { onto: { type: "string" }, ...whichPlace } as const;

export const options = {
  challenge: { type: "boolean" },
  destroy: { type: "boolean" },
  fresh: { type: "boolean" },
  "no-deploy": { type: "boolean" },
  parameter: { type: "string", multiple: true },
  input: { type: "string" },
  ...whichStacks,
  yes: { type: "boolean" },
  verbose: { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean" },
} as const;

export type StepValues = ReturnType<
  typeof parseArguments<{ options: typeof options; allowPositionals: true }>
>["values"];

/** What `npm run step` is asked for. */
export interface StepRequest {
  steps: Step[];
  wishes: Wishes;
  learner: string;
  /** The command that runs these steps, or only the one given, again for the same learner on the same target. */
  command(step?: Step): string;
}

/** Reads what is asked for. Throws a UserError for what can't be meant. */
export async function readRequest(values: StepValues, words: string[]): Promise<StepRequest> {
  checkCombination(values);
  const all = await findSteps();
  const { steps: chosen, words: sameSteps } = chooseSteps(all, words);
  const steps = values.challenge ? [await challengeAmong(all, words)] : chosen;
  const names = Object.keys(whichStacks) as (keyof typeof whichStacks)[];
  const repeated = [
    ...(values.challenge ? ["--challenge"] : []),
    ...repeatOptions(Object.fromEntries(names.map(name => [name, values[name]]))),
  ];
  return {
    steps,
    wishes: {
      destroy: values.destroy ?? false,
      fresh: values.fresh ?? false,
      deploy: !values["no-deploy"],
      onto: values.onto === undefined ? undefined : earlierStep(all, steps, values.onto),
      parameters: await readParameters(values.parameter ?? [], steps),
      input: readInput(values.input),
    },
    learner: learnerOf(values.learner),
    command: step => ["npm run step --", step?.number ?? sameSteps, ...repeated].join(" "),
  };
}

function checkCombination(values: StepValues): void {
  const exclusive = (["destroy", "fresh", "no-deploy"] as const).filter(name => values[name]);
  if (exclusive.length > 1) {
    throw new UserError(`--${exclusive.join(" and --")} exclude each other: choose one.`, exitCodes.usage);
  }
  if (values.input !== undefined && values.destroy) {
    throw new UserError("--input is for an execution: leave out --destroy.", exitCodes.usage);
  }
  if (values.challenge && values.onto !== undefined) {
    throw new UserError("A challenge has its step's stack: leave out --onto.", exitCodes.usage);
  }
  if (values.parameter && (values.destroy || values["no-deploy"])) {
    throw new UserError(
      "--parameter changes what is deployed: leave out --destroy and --no-deploy.",
      exitCodes.usage,
    );
  }
}

/** The course's solution of the challenge that is meant. Throws a UserError for more than one. */
async function challengeAmong(all: Step[], words: string[]): Promise<Step> {
  const [word = "", ...others] = words;
  if (others.length === 0 && word !== "all") return await putTogether(chooseChallenge(all, word));
  throw new UserError("--challenge goes with one step: 01 --challenge.", exitCodes.usage);
}

/** The step onto whose stack another one is rolled. Throws a UserError for one that can't be rolled there. */
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
