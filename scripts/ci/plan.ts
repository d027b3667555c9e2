import { parseArguments, runCommand } from "../command.ts";
import { chooseSteps, findSteps } from "../steps.ts";
import { accountSettings } from "./account.ts";

// What a workflow is going to run, as the outputs of a step: the chosen steps for its matrix and, for an account, the
// account's number and the permissions boundary for the roles there. `node --import tsx scripts/ci/plan.ts 04 aws`

await runCommand(async args => {
  const { positionals } = parseArguments({ args, options: {}, allowPositionals: true });
  const [word = "", target = ""] = positionals;
  const steps = chooseSteps(await findSteps(), [word]);
  const { account, boundary } =
    target === "aws" ? accountSettings(process.env) : { account: "", boundary: "" };
  process.stdout.write(`steps=${JSON.stringify(steps.map(({ name }) => name))}\n`);
  process.stdout.write(`account=${account}\nboundary=${boundary}\n`);
});
