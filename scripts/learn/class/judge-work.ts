import path from "node:path";
import { silentDisplay } from "../../run/display.ts";
import { runStep } from "../../run/run-step.ts";
import { UserError } from "../../shared/errors.ts";
import { redact } from "../../shared/redact.ts";
import { chooseStepOrChallenge, findSteps } from "../../shared/steps.ts";
import { shownPath } from "../../stack/template-file.ts";
import { explainTargetError } from "../../targets/explain.ts";
import { identify, localTarget } from "../../targets/index.ts";
import { startEmulator } from "../../targets/local/emulator.ts";
import { workOn } from "../work.ts";
import type { JudgeAnswer, JudgeRequest } from "./messages.ts";

// A process of its own, with a home of its own and without the credentials of whoever runs it: it deploys what somebody
// else wrote onto an emulator of its own, which ends with it, and judges it by the course's checks.

process.once("disconnect", () => process.exit()); // nobody waits for the answer any more
process.once("message", async (request: JudgeRequest) => {
  const answer = await judge(request).catch((thrown): JudgeAnswer => {
    const error = explainTargetError(thrown) as Error;
    const message = error instanceof UserError ? error.message : String(error?.stack ?? error);
    // As the learner knows the file: `my-work/01-starter/template.yaml`.
    return { problem: message.replaceAll(`${shownPath(request.folder)}/`, "") };
  });
  process.send?.(JSON.parse(redact(JSON.stringify(answer))), () => process.disconnect());
});

async function judge({ step, folder }: JudgeRequest): Promise<JudgeAnswer> {
  const work = workOn(chooseStepOrChallenge(await findSteps(), step), path.join(folder, "my-work"));
  const emulator = await startEmulator({ home: path.join(folder, "emulator") });
  try {
    const target = localTarget(emulator.endpoint);
    const place = { target, identity: await identify(target), learner: "learner" };
    const wishes = { destroy: false, fresh: false, deploy: true, onto: undefined, parameters: {}, input: {} };
    const { report } = await runStep(place, work, wishes, silentDisplay);
    const checks = report?.checks ?? [];
    return {
      checks: checks.map(({ name, passed, notChecked }) => ({
        name,
        passed,
        ...(notChecked && { notChecked }),
      })),
    };
  } finally {
    await emulator.stop();
  }
}
