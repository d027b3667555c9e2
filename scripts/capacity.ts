import { courseCapacity } from "./capacity/capacity.ts";
import { capacityMarkdown } from "./capacity/page.ts";
import { printJson } from "./report/print-json.ts";
import { runCommand } from "./report/run-command.ts";
import { parseArguments } from "./shared/arguments.ts";

const help = `Prints how many learners fit into an account and region, what stops more, and what it costs.

  npm run capacity

  --json    print one JSON document
  --help    print this

Exit codes: 0 done, 2 wrong usage.`;

const options = {
  json: { type: "boolean" },
  help: { type: "boolean" },
} as const;

await runCommand(async args => {
  const { values } = parseArguments({ args, options });
  if (values.help) return void process.stdout.write(`${help}\n`);
  const course = await courseCapacity();
  if (values.json) return printJson(course);
  process.stdout.write(`${capacityMarkdown(course.capacities, course.pace)}\n`);
});
