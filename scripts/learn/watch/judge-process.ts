import type { Display } from "../../run/display.ts";
import { openPlace } from "../../run/place.ts";
import { UserError } from "../../shared/errors.ts";
import { redact } from "../../shared/redact.ts";
import { chooseStepOrChallenge, findSteps } from "../../shared/steps.ts";
import { explainTargetError } from "../../targets/explain.ts";
import { judge } from "../judge.ts";
import { sided } from "../once.ts";
import { workOn } from "../work.ts";
import type { Message, RunRequest } from "./messages.ts";

// A process of its own, which judges once: it can be ended at any moment, and the next run takes up what it leaves.

process.once("disconnect", () => process.exit()); // nobody listens any more
process.once("message", async (request: RunRequest) => {
  const step = chooseStepOrChallenge(await findSteps(), request.step);
  try {
    const place = await openPlace(request.target, request.learner);
    const { passed } = await judge(place, step, display);
    tell({ kind: "end", passed });
  } catch (thrown) {
    const error = sided(explainTargetError(thrown), workOn(step));
    const isForPeople = error instanceof UserError;
    tell({
      kind: "failure",
      message: isForPeople ? error.message : String((error as Error)?.stack ?? error),
    });
  }
  process.disconnect();
});

/** Secrets are known only here, so they are hidden before anything leaves. */
function tell(message: Message): void {
  if (process.connected) process.send?.(JSON.parse(redact(JSON.stringify(message))));
}

const doing = (text: string) => tell({ kind: "doing", text });

const display: Display = {
  line: doing,
  stackEvent: ({ LogicalResourceId, ResourceStatus }) => doing(`${LogicalResourceId} ${ResourceStatus}`),
  execution(title) {
    let last = "";
    return {
      update(visits) {
        const now = visits.findLast(({ status }) => status === "running")?.name ?? "";
        if (now && now !== last) doing(`${title}: ${now}`);
        last = now;
      },
      end: ({ status }) => doing(`${title}: ${status}`),
      lose() {},
    };
  },
  check: result => tell({ kind: "check", result }),
};
