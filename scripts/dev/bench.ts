import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { markdownTable } from "../report/markdown.ts";
import { runCommand } from "../report/run-command.ts";
import { parseArguments } from "../shared/arguments.ts";
import { exitCodes, UserError } from "../shared/errors.ts";
import { root } from "../shared/paths.ts";
import { benchCleanup } from "./bench/cleanup.ts";
import { benchConsole } from "./bench/console.ts";
import { benchSetup } from "./bench/setup.ts";
import { benchStart } from "./bench/start.ts";
import { benchStep } from "./bench/step.ts";
import { benchTests } from "./bench/tests.ts";
import { benchValidate } from "./bench/validate.ts";
import { benchWatch } from "./bench/watch.ts";

const parts = {
  setup: benchSetup,
  validate: benchValidate,
  start: benchStart,
  step: benchStep,
  watch: benchWatch,
  console: benchConsole,
  tests: benchTests,
  cleanup: benchCleanup,
};

const help = `Measures what the README and the docs claim, and writes the table to dist/bench.md.

  npm run bench                everything, which takes some minutes
  npm run bench -- <part> …    only these parts: ${Object.keys(parts).join(", ")}`;

await runCommand(async args => {
  const { values, positionals } = parseArguments({
    args,
    allowPositionals: true,
    options: { help: { type: "boolean" } },
  });
  if (values.help) return void process.stdout.write(`${help}\n`);
  const unknown = positionals.find(word => !Object.hasOwn(parts, word));
  if (unknown !== undefined) {
    const names = Object.keys(parts).join(", ");
    throw new UserError(`There is no part "${unknown}". Choose from ${names}.`, exitCodes.usage);
  }
  const rows = [["what", "measured", "aim"]];
  for (const [name, measure] of Object.entries(parts)) {
    if (positionals.length === 0 || positionals.includes(name)) rows.push(...(await measure()));
  }
  const table = markdownTable(rows);
  await mkdir(path.join(root, "dist"), { recursive: true });
  await writeFile(path.join(root, "dist", "bench.md"), table);
  process.stdout.write(table);
});
