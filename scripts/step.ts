import { displayOn } from "./report/display.ts";
import { outcomeJson, outcomeLines } from "./report/outcome.ts";
import { printJson } from "./report/print-json.ts";
import { runCommand } from "./report/run-command.ts";
import { openScreen, silentScreen } from "./report/screen.ts";
import { confirmFirstDeployment } from "./run/confirm-first-deployment.ts";
import { help, options, readRequest } from "./run/options.ts";
import { openPlace } from "./run/place.ts";
import type { StepOutcome } from "./run/run-step.ts";
import { runSteps, throwFailures } from "./run/run-steps.ts";
import { parseArguments } from "./shared/arguments.ts";
import { exitCodes } from "./shared/errors.ts";
import { onInterrupt } from "./shared/interrupt.ts";

await runCommand(async args => {
  const { values, positionals } = parseArguments({ args, options, allowPositionals: true });
  if (values.help) return void process.stdout.write(`${help}\n`);
  const { steps, wishes, learner, command } = await readRequest(values, positionals);
  // What AWS has begun goes on there, and the next run takes it up.
  onInterrupt(
    `Stopped. What has been deployed stays; go on with: ${command()}\nOr take it down: ${command()} --destroy`,
  );
  const screen = values.json ? silentScreen : await openScreen();
  let outcomes: StepOutcome[] = [];
  try {
    const place = await openPlace({ ...values, onProgress: screen.print }, learner);
    const { target, identity } = place;
    screen.print(`Target   ${target.title}`);
    screen.print(`Account  ${identity.account} in ${target.region}, as ${identity.arn}`);
    if (wishes.deploy && !wishes.destroy && !values.yes) await confirmFirstDeployment(place);
    outcomes = await runSteps(place, steps, wishes, {
      display: step =>
        displayOn(screen, steps.length > 1 ? screen.dim(`${step.number} │`) : "", values.verbose),
      async done(outcome, display) {
        outcomeLines(screen, outcome, target, command(outcome.step)).forEach(display.line);
        if (!process.env.GITHUB_ACTIONS || values.json) return;
        const { reportToGitHub } = await import("./report/github.ts"); // only there: it takes time to load
        await reportToGitHub(outcome);
      },
    });
  } finally {
    screen.close();
    if (values.json) printJson(outcomes.map(outcomeJson));
  }
  throwFailures(outcomes);
  if (outcomes.some(({ passed }) => !passed)) process.exitCode = exitCodes.checkFailed;
});
