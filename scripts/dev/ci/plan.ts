import { runCommand } from "../../report/run-command.ts";
import { parseArguments } from "../../shared/arguments.ts";
import { chooseSteps, findSteps } from "../../shared/steps.ts";

// The steps that words choose, as the output of a workflow's step, for a matrix:
// `node --import tsx/esm scripts/dev/ci/plan.ts all`

await runCommand(async args => {
  const { positionals } = parseArguments({ args, options: {}, allowPositionals: true });
  const { steps } = chooseSteps(await findSteps(), positionals);
  process.stdout.write(`steps=${JSON.stringify(steps.map(({ name }) => name))}\n`);
});
