import { courseCapacity } from "./capacity/capacity.ts";
import { capacityMarkdown, classMarkdown } from "./capacity/page.ts";
import { printJson } from "./report/print-json.ts";
import { runCommand } from "./report/run-command.ts";
import { parseArguments } from "./shared/arguments.ts";
import { exitCodes, UserError } from "./shared/errors.ts";

const help = `Prints how many learners fit into an account and region, what stops more, and what it costs.

  npm run capacity

  --learners <number>  whether so many fit, what stops them, what to raise, what they cost
  --json               print one JSON document
  --help               print this

Exit codes: 0 done, 2 wrong usage.`;

const options = {
  learners: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean" },
} as const;

await runCommand(async args => {
  const { values } = parseArguments({ args, options });
  if (values.help) return void process.stdout.write(`${help}\n`);
  const learners = readLearners(values.learners);
  const { capacities, pace } = await courseCapacity(learners);
  if (values.json) return printJson({ learners, capacities, pace });
  const text =
    learners === undefined ? capacityMarkdown(capacities, pace) : classMarkdown(capacities, pace, learners);
  process.stdout.write(`${text}\n`);
});

function readLearners(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new UserError(`--learners is "${text}": give a number of people from 1 to 99999.`, exitCodes.usage);
}
