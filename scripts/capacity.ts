import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { courseCapacity } from "./capacity/capacity.ts";
import { capacityMarkdown, putInto } from "./capacity/page.ts";
import { parseArguments, runCommand } from "./command.ts";
import { root } from "./paths.ts";

const help = `npm run capacity    how many learners fit into an account and region, what stops more, and what it costs

  --write   put the tables into docs/instructors.md
  --json    print one JSON document
  --help    print this

Exit codes: 0 done, 2 wrong usage.`;

const options = {
  write: { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean" },
} as const;

await runCommand(async args => {
  const { values } = parseArguments({ args, options });
  if (values.help) return void process.stdout.write(`${help}\n`);
  const course = await courseCapacity();
  const markdown = capacityMarkdown(course.capacities, course.pace);
  if (values.write) {
    const page = path.join(root, "docs", "instructors.md");
    await writeFile(page, putInto(await readFile(page, "utf8"), markdown));
  }
  process.stdout.write(`${values.json ? JSON.stringify(course, null, 2) : markdown}\n`);
});
