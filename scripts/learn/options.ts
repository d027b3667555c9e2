import { whichPlace } from "../run/options.ts";
import type { parseArguments } from "../shared/arguments.ts";
import { exitCodes, UserError } from "../shared/errors.ts";
import { chooseStep, findSteps, type Step } from "../shared/steps.ts";
import { repeatOptions } from "../shared/suggest.ts";
import { learnerOf } from "../stack/learner.ts";

export const help = `Your own work on the course: you write each step in my-work/, and the step's checks judge it with live executions.
(The course's own solution is run by npm run step.)

  npm run learn                  shows how far you are, and goes on with the next step
  npm run learn -- <step>        begins a step (01, or 1, or 01-starter), or goes on with it
  npm run learn -- list          shows how far you are
  npm run learn -- hint <step>   a hint for the first red check: what it saw; again: what to do; again: how
  npm run learn -- diff <step>   what differs between your files and the solution
  npm run learn -- reset <step>  begins a step anew; what you made is kept, and it says where
  npm run learn -- doctor        looks for what is wrong with this machine

On a terminal a step is checked again each time that you save a file, until you press q.

  --once             check once and exit; so it does without a terminal, too
  --learner <name>   whose stacks they are, in this command; yours by default (see WORKSHOP_LEARNER in docs/reference.md)
  --target <target>  local (the default) or aws; or WORKSHOP_TARGET
  --region <region>  the AWS region
  --profile <name>   the AWS profile
  --yes              do not ask: before the first deployment into an AWS account, or before diff shows the solution
  --verbose          show the stack trace of a function that throws, too
  --json             check once, or list, and print one JSON document at the end, nothing else
  --help             print this

Exit codes: 0 all checks passed, 1 a check failed, 2 wrong usage, or files that AWS would refuse, 3 the target could
not be reached or refused, or the doctor found something.`;

export const options = {
  once: { type: "boolean" },
  ...whichPlace,
  yes: { type: "boolean" },
  verbose: { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean" },
} as const;

export type Values = ReturnType<
  typeof parseArguments<{ options: typeof options; allowPositionals: true }>
>["values"];

/** `home` is the list and then the next step, `go` is a step that was named. */
export type Command = "home" | "go" | "list" | "hint" | "diff" | "reset" | "doctor";

/** What `npm run learn` is asked for. */
export interface LearnRequest {
  command: Command;
  /** All steps of the course. */
  steps: Step[];
  /** The step that was named. */
  step: Step | undefined;
  learner: string;
  values: Values;
  /** The options that choose the stacks, as a command that we suggest repeats them. */
  repeated: string[];
}

/** The commands that have a name, and whether that is followed by a step. */
const named: Record<string, "step" | "nothing"> = {
  list: "nothing",
  hint: "step",
  diff: "step",
  reset: "step",
  doctor: "nothing",
};

/** Reads what is asked for. Throws a UserError for what can't be meant. */
export async function readLearnRequest(values: Values, words: string[]): Promise<LearnRequest> {
  const steps = await findSteps();
  const [first = "", ...rest] = words;
  const isNamed = Object.hasOwn(named, first);
  const command = (isNamed ? first : first ? "go" : "home") as Command;
  const places = isNamed ? rest : words;
  const takesStep = named[command] !== "nothing";
  if (places.length > (takesStep ? 1 : 0)) {
    throw new UserError(
      takesStep
        ? "One step at a time: npm run learn -- 02"
        : `${command} takes no step: npm run learn -- ${command}`,
      exitCodes.usage,
    );
  }
  if (values.json && !["home", "go", "list"].includes(command)) {
    throw new UserError(`--json goes with a step or with list, not with ${command}.`, exitCodes.usage);
  }
  const step =
    places[0] !== undefined || named[command] === "step" ? chosen(steps, places[0], command) : undefined;
  const names = Object.keys(whichPlace) as (keyof typeof whichPlace)[];
  return {
    command,
    steps,
    step,
    learner: learnerOf(values.learner),
    values,
    repeated: repeatOptions(Object.fromEntries(names.map(name => [name, values[name]]))),
  };
}

/** The step that a word chooses. Throws a UserError that names the commands, too, where a word is neither. */
function chosen(steps: Step[], word: string | undefined, command: Command): Step {
  if (word === undefined) throw new UserError(`Which step? npm run learn -- ${command} 02`, exitCodes.usage);
  try {
    return chooseStep(steps, word);
  } catch (error) {
    if (command !== "go" || /^\d/.test(word) || word === "all") throw error;
    const commands = Object.keys(named).join(", ");
    throw new UserError(
      `"${word}" is neither a step (${steps.map(({ name }) => name).join(", ")}) nor one of ${commands}.`,
      exitCodes.usage,
    );
  }
}
