import { whichPlace } from "../run/options.ts";
import type { parseArguments } from "../shared/arguments.ts";
import { exitCodes, UserError } from "../shared/errors.ts";
import { chooseChallenge, chooseStepOrChallenge, findSteps, type Step } from "../shared/steps.ts";
import { repeatOptions } from "../shared/suggest.ts";
import { learnerOf } from "../stack/learner.ts";

export const help = `Your own work on the course: you write each step in my-work/, and the step's checks judge it with live executions.
(The course's own solution is run by npm run step.)

  npm run learn                        shows how far you are, and goes on with the next step
  npm run learn -- <step>              begins a step (01, or 1, or 01-starter), or goes on with it
  npm run learn -- list                shows how far you are
  npm run learn -- hint <step>         a hint for the first red check: what it saw; again: what to do; again: how
  npm run learn -- diff <step>         what differs between your files and the solution
  npm run learn -- diff <step> <step>  what the second one adds to the first one: solution against solution
  npm run learn -- reset <step>        begins a step anew; what you made is kept, and it says where
  npm run learn -- doctor              looks for what is wrong with this machine
  npm run learn -- report <folder>     for instructors: who has done what, as the checks see it in each clone in there

On a terminal a step is checked again each time that you save a file, until you press q. The address that it prints, which o
opens, shows the same in your browser, beside the step's page.

  --challenge        the step's challenge instead of the step; the words 01-challenge mean the same
  --from-solution    where a step goes on from an earlier one, as 05 does from 04 and a challenge from its step: begin
                     with the course's solution of that, whether you have done it or not
  --once             check once and exit; so it does without a terminal, too
  --learner <name>   whose stacks they are, in this command; yours by default (see WORKSHOP_LEARNER in docs/reference.md)
  --target <target>  local (the default) or aws; or WORKSHOP_TARGET
  --region <region>  the AWS region
  --profile <name>   the AWS profile
  --yes              do not ask: before the first deployment into an AWS account, before a solution is shown, or before
                     report runs what others wrote
  --verbose          show the stack trace of a function that throws, too
  --json             check once, list or report, and print one JSON document at the end, nothing else
  --help             print this

Exit codes: 0 all checks passed, 1 a check failed, 2 wrong usage, or mistakes in your files, 3 the target could
not be reached or refused, or the doctor found something. A report that could be made ends with 0, whatever it says.`;

export const options = {
  challenge: { type: "boolean" },
  "from-solution": { type: "boolean" },
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

/** What follows the commands that have a name. */
const named = {
  list: "nothing",
  hint: "step",
  diff: "one or two steps",
  reset: "step",
  doctor: "nothing",
  report: "folder",
} as const;

/** `home` is the list and then the next step, `go` is a step that was named. */
export type Command = "home" | "go" | keyof typeof named;

/** Options that go with these commands only; the others go with all. */
const goesWith: Partial<Record<keyof typeof options, Command[]>> = {
  challenge: ["go", "hint", "diff", "reset"],
  "from-solution": ["go", "reset"],
  once: ["home", "go"],
  json: ["home", "go", "list", "report"],
};

/** What `npm run learn` is asked for. */
export interface LearnRequest {
  command: Command;
  /** All steps of the course. */
  steps: Step[];
  /** The steps, or challenges, that were named: two where two are to be compared. */
  chosen: Step[];
  /** The folder of a report. */
  folder: string;
  learner: string;
  values: Values;
  /** The options that choose the stacks, as a command that we suggest repeats them. */
  repeated: string[];
}

/** Reads what is asked for. Throws a UserError for what can't be meant. */
export async function readLearnRequest(values: Values, words: string[]): Promise<LearnRequest> {
  const steps = await findSteps();
  const command = commandOf(words);
  const rest = isNamed(command) ? words.slice(1) : words;
  refuseOptions(command, values);
  const takesSteps = command === "go" || command === "hint" || command === "diff" || command === "reset";
  // Before they are counted: the first may be a command that is mistyped.
  const chosen = takesSteps ? rest.map(word => stepCalled(steps, word, command, values.challenge)) : [];
  refuseCount(command, rest, values);
  const names = Object.keys(whichPlace) as (keyof typeof whichPlace)[];
  return {
    command,
    steps,
    chosen,
    folder: command === "report" ? (rest[0] ?? "") : "",
    learner: learnerOf(values.learner),
    values,
    repeated: repeatOptions(Object.fromEntries(names.map(name => [name, values[name]]))),
  };
}

const isNamed = (word: string): word is keyof typeof named => Object.hasOwn(named, word);

function commandOf([first]: string[]): Command {
  if (first === undefined) return "home";
  return isNamed(first) ? first : "go";
}

function refuseOptions(command: Command, values: Values): void {
  for (const [name, commands] of Object.entries(goesWith)) {
    if (!values[name as keyof Values] || commands.includes(command)) continue;
    const words = commands.filter(word => word !== "home").map(word => (word === "go" ? "a step" : word));
    const list = [words.slice(0, -1).join(", "), words.at(-1)].filter(Boolean).join(" or ");
    const instead = command === "home" ? `: npm run learn -- 02 --${name}` : `, not with ${command}.`;
    throw new UserError(`--${name} goes with ${list}${instead}`, exitCodes.usage);
  }
  const place = Object.keys(whichPlace).find(name => values[name as keyof Values]);
  if (command === "report" && place) {
    throw new UserError(`report has a local target of its own: leave out --${place}.`, exitCodes.usage);
  }
}

function refuseCount(command: Command, words: string[], { challenge }: Values): void {
  const refuse = (message: string): never => {
    throw new UserError(message, exitCodes.usage);
  };
  const takes = isNamed(command) ? named[command] : command === "go" ? "step" : "nothing";
  if (takes === "nothing" && words.length > 0)
    refuse(`${command} takes no step: npm run learn -- ${command}`);
  if (takes === "folder" && words.length !== 1)
    refuse("Which folder? It is the one that holds the clones: npm run learn -- report ../class");
  if (takes === "step" || takes === "one or two steps") {
    if (words.length === 0) refuse(`Which step? npm run learn -- ${command} 02`);
    if (takes === "step" && words.length > 1) refuse("One step at a time: npm run learn -- 02");
    if (words.length > 2) refuse("Two steps can be compared, not more: npm run learn -- diff 01 02");
    if (words.length === 2 && challenge)
      refuse("--challenge goes with one step; write npm run learn -- diff 01 01-challenge");
  }
}

/** The step that a word chooses. Throws a UserError that names the commands, too, where a word is neither. */
function stepCalled(steps: Step[], word: string, command: Command, challenge = false): Step {
  try {
    const step = chooseStepOrChallenge(steps, word);
    return challenge && !step.challengeOf ? chooseChallenge(steps, step.name) : step;
  } catch (error) {
    if (command !== "go" || /^\d/.test(word) || word === "all") throw error;
    const commands = Object.keys(named).join(", ");
    throw new UserError(
      `"${word}" is neither a step (${steps.map(({ name }) => name).join(", ")}) nor one of ${commands}.`,
      exitCodes.usage,
    );
  }
}
