import { confirmFirstDeployment } from "../run/confirm-first-deployment.ts";
import type { StepRequest, StepValues } from "../run/options.ts";
import { openPlace } from "../run/place.ts";
import type { StepOutcome } from "../run/run-step.ts";
import { runSteps, throwFailures } from "../run/run-steps.ts";
import { onInterrupt } from "../shared/interrupt.ts";
import { displayOn } from "./display.ts";
import { outcomeJson, outcomeLines } from "./outcome.ts";
import { printJson } from "./print-json.ts";
import { openScreen, silentScreen } from "./screen.ts";

/** Runs steps as they are asked for, shows what comes of it, and resolves to whether all of them passed. */
export async function showSteps(
  values: StepValues,
  { steps, wishes, learner, command }: StepRequest,
): Promise<boolean> {
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
        const { reportToGitHub } = await import("./github.ts"); // only there: it takes time to load
        await reportToGitHub(outcome);
      },
    });
  } finally {
    screen.close();
    if (values.json) printJson(outcomes.map(outcomeJson));
  }
  throwFailures(outcomes);
  return outcomes.every(({ passed }) => passed);
}
