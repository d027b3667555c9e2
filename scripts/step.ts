import { runCommand } from "./report/run-command.ts";
import { help, options, readRequest } from "./run/options.ts";
import { parseArguments } from "./shared/arguments.ts";
import { exitCodes } from "./shared/errors.ts";

await runCommand(async args => {
  const { values, positionals } = parseArguments({ args, options, allowPositionals: true });
  if (values.help) return void process.stdout.write(`${help}\n`);
  const request = await readRequest(values, positionals);
  const { showSteps } = await import("./report/show-steps.ts"); // only now: it loads the SDK, which takes time
  if (!(await showSteps(values, request))) process.exitCode = exitCodes.checkFailed;
});
