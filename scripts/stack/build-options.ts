import type { parseArguments } from "../shared/arguments.ts";
import { exitCodes, UserError } from "../shared/errors.ts";
import { chooseStep, chooseSteps, findSteps, type Step } from "../shared/steps.ts";
import { learnerOf } from "./learner.ts";

export const help = `Writes the self-contained template and the state machine definitions of steps to dist/, for use with the AWS CLI.

  npm run build -- <step> …   01 (or 1, or 01-starter), several of them, or all

  --my-work            your own steps, as they are in my-work/, instead of the course's
  --stack-name <name>  the stack that the definitions are for, its parameters at their defaults
                       (without a name: the learner's stack of the step)
  --onto <step>        … or the learner's stack of an earlier step: 05 --onto 04
  --learner <name>     whose stacks they are; yours by default (see WORKSHOP_LEARNER in docs/reference.md)
  --target <target>    local (the default) or aws: the account and the region in the definitions' ARNs
  --region <region>    the AWS region
  --profile <name>     the AWS profile
  --help               print this`;

export const options = {
  "my-work": { type: "boolean" },
  "stack-name": { type: "string" },
  onto: { type: "string" },
  learner: { type: "string" },
  target: { type: "string" },
  region: { type: "string" },
  profile: { type: "string" },
  help: { type: "boolean" },
} as const;

type Options = ReturnType<
  typeof parseArguments<{ options: typeof options; allowPositionals: true }>
>["values"];

/** What `npm run build` is asked for. */
export interface BuildRequest {
  learner: string;
  steps: Step[];
  /** The earlier step whose stack it is for. */
  onto: Step | undefined;
  /** The name of the stack that it is for. */
  name: string | undefined;
}

/** Reads what is asked for. Throws a UserError for what can't be meant. */
export async function readRequest(values: Options, words: string[]): Promise<BuildRequest> {
  const all = await findSteps();
  const { steps } = chooseSteps(all, words);
  if (steps.length > 1 && (values["stack-name"] || values.onto)) {
    throw new UserError("--stack-name and --onto go with a single step.", exitCodes.usage);
  }
  const onto = values.onto === undefined ? undefined : chooseStep(all, values.onto);
  const learner = learnerOf(values.learner);
  return { learner, steps, onto, name: values["stack-name"] };
}
