import { SFNClient } from "@aws-sdk/client-sfn";
import { stopExecution } from "../../execution/follow.ts";
import type { Display } from "../../run/display.ts";
import type { Deployed } from "../../run/hot-swap.ts";
import { openPlace } from "../../run/place.ts";
import { loadVerify } from "../../run/verify-step.ts";
import { UserError } from "../../shared/errors.ts";
import { redact } from "../../shared/redact.ts";
import { chooseStepOrChallenge, findSteps } from "../../shared/steps.ts";
import { planStacks } from "../../stack/plan.ts";
import { explainTargetError } from "../../targets/explain.ts";
import type { Target } from "../../targets/index.ts";
import { judge } from "../judge.ts";
import { sided } from "../once.ts";
import { workOn } from "../work.ts";
import type { RunMessage, RunRequest } from "./messages.ts";

// A process of its own, which judges a step once, when it is asked to: it can be ended at any moment, and the next run
// takes up what it leaves. It is started before it is needed, and makes itself ready.

const step = chooseStepOrChallenge(await findSteps(), process.argv[2] ?? "");
const work = workOn(step);

process.once("disconnect", () => process.exit()); // nobody listens any more
process.on("message", (request: RunRequest | "stop") => (request === "stop" ? stop() : run(request)));

/** The executions that are followed now, and where they run. */
const running = new Set<string>();
let target: Target | undefined;

/** Ends the run: the next one has its own executions, and these would go on, and cost, for nothing. */
async function stop(): Promise<void> {
  const sfn = target?.client(SFNClient);
  const cause = "The next save has overtaken this verification.";
  await Promise.allSettled([...running].map(arn => sfn && stopExecution(sfn, arn, cause)));
  process.exit();
}

async function run(request: RunRequest): Promise<void> {
  try {
    const place = await openPlace(request.target, request.learner);
    target = place.target;
    const note = (now: Deployed | undefined) => tell({ kind: "deployed", ...(now && { now }) });
    const { passed } = await judge(place, step, display, { last: request.last, note });
    await tell({ kind: "end", passed });
  } catch (thrown) {
    const error = sided(explainTargetError(thrown), work);
    const isForPeople = error instanceof UserError;
    await tell({
      kind: "failure",
      message: isForPeople ? error.message : String((error as Error)?.stack ?? error),
    });
  }
  process.disconnect();
}

/** Secrets are known only here, so they are hidden before anything leaves. Resolves when it has left. */
async function tell(message: RunMessage): Promise<void> {
  const shown = JSON.parse(redact(JSON.stringify(message)));
  await new Promise<void>(resolve => {
    if (process.connected) process.send?.(shown, undefined, undefined, () => resolve());
    else resolve();
  });
}

const doing = (text: string) => void tell({ kind: "doing", text });

const display: Display = {
  line: doing,
  stackEvent: ({ LogicalResourceId, ResourceStatus }) => doing(`${LogicalResourceId} ${ResourceStatus}`),
  execution(title, arn) {
    let last = "";
    running.add(arn);
    void tell({ kind: "execution", execution: { title, arn } });
    return {
      update(visits) {
        const now = visits.findLast(({ status }) => status === "running")?.name ?? "";
        if (now && now !== last) doing(`${title}: ${now}`);
        last = now;
      },
      end({ status }) {
        running.delete(arn);
        doing(`${title}: ${status}`);
      },
      lose: () => void running.delete(arn),
    };
  },
  check: result => void tell({ kind: "check", result }),
};

// What takes time the first time: the script with the SDK's clients, and esbuild's own process.
await Promise.allSettled([loadVerify(step), planStacks(work, "nobody")]);
