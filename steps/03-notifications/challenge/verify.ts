import * as assert from "uvu/assert";
import type { Execution } from "../../../scripts/execution/follow.ts";
import { queueReader } from "../../../scripts/verify/arrivals/queue.ts";
import type { Lesson, RunOptions } from "../../../scripts/verify/lesson.ts";
import { notWaitedFor, wrongTargets } from "../checks.ts";
import { type Heard, listen, untilAllHear } from "../hearing.ts";
import { checkQueuePolicy } from "../policies.ts";
import type { Receiver } from "../receivers.ts";
import { patternOf, ruleIds, ruleName } from "../rules.ts";
import { happenedTo, noticeIn } from "../statuses.ts";

const section = "the-challenge";
const raises = "A nightly execution that fails or takes too long raises the alarm";

/** No other try helps against a behaviour that there is not: the execution fails at once. */
const failing = "none";

const alarm: Receiver = {
  name: "alarm",
  rule: "AlarmRule",
  target: "AlarmQueue",
  keeper: "AlarmQueue",
  read: queueReader,
  before: ["AlarmQueuePolicy"],
  section,
  hint: "Let AlarmRule take the events that the page names, and send them to AlarmQueue.",
};

/** Makes nightly executions and others end in several ways, and looks which of them raise the alarm. */
export default async function verify(lesson: Lesson): Promise<void> {
  const { check, output, resource } = lesson;

  await untilAllHear(lesson, [alarm], { word: "nightly-warm-up", behaviour: failing });
  const told = await Promise.all([
    start(lesson, "A nightly execution fails", "nightly", failing),
    start(lesson, "A nightly execution takes too long", "nightly", "overrun"),
    start(lesson, "A nightly execution succeeds", "nightly", "succeed"),
    start(lesson, "Somebody stops a nightly execution", "nightly", "overrun", { stopAfter: 4 }),
    start(lesson, "Another execution fails", "not-nightly", failing),
  ]);
  const loud = told.filter(
    ({ word, execution: { status } }) => word === "nightly" && /^(FAILED|TIMED_OUT)$/.test(status),
  );
  const happened = happenedTo(loud.map(({ execution }) => execution));
  const [heard] = (await listen(lesson, { ...happened, RUNNING: [] }, [alarm])) as [Heard];
  const wanted = loud.map(({ title, execution }) => `${title}: ${execution.status}`);
  const lines = linesOf(heard, told);

  await checkQueuePolicy(lesson, "Only AlarmRule may send to the alarm queue", {
    section,
    queue: "AlarmQueue",
    rules: ["AlarmRule"],
  });
  await checkQueuePolicy(lesson, "Only the three rules may send to the dead-letter queue", {
    section,
    queue: "DeadLetterQueue",
    rules: [...ruleIds, "AlarmRule"],
  });
  await check("An alarm that can't be delivered goes to the dead-letter queue", {
    section,
    hint: "This rule's target, too, needs a DeadLetterConfig.",
    seen: () => wrongTargets(lesson, ["AlarmRule"]),
    want: [],
  });

  await check("AlarmRule comes after what lets it in", {
    section,
    hint: "An event that comes before a policy is not sent again: name both policies in the rule's DependsOn.",
    seen: async () => {
      resource("AlarmRule");
      return await notWaitedFor(lesson, ["AlarmRule"], [alarm]);
    },
    want: [],
  });

  await check(raises, {
    section,
    hint: `The rule is called ${ruleName(lesson, "AlarmRule")}, and its pattern asks for two statuses, and for names that begin in one way.`,
    judge: () => {
      resource("AlarmQueue");
      if (happened.TIMED_OUT.length === 0)
        return { message: "No execution ran over its time limit: make the step's own checks green first." };
      const raised = wanted.filter(line => lines.includes(line));
      assert.equal(raised, wanted);
    },
  });
  await check("Nothing else raises the alarm", {
    section,
    hint: "An event has to fit in every field that the pattern names: in its status, and in the execution's name.",
    needs: raises,
    seen: lines.filter(line => !wanted.includes(line)),
    want: [],
  });
  await check("The alarm is about this state machine only", {
    section,
    hint: "Others may have nightly executions, too: name this one's ARN in the pattern, and source and detail-type as the other rules do.",
    seen: async () => {
      const { detail, ...event } = (await patternOf(lesson, "AlarmRule")) as Pattern;
      return { ...event, stateMachineArn: detail?.stateMachineArn };
    },
    want: () => ({
      source: ["aws.states"],
      "detail-type": ["Step Functions Execution Status Change"],
      stateMachineArn: [output("StateMachineArn")],
    }),
  });
}

/** What an alarm is about. */
interface Pattern {
  source?: unknown;
  "detail-type"?: unknown;
  detail?: { stateMachineArn?: unknown };
}

interface Told {
  title: string;
  /** What its name begins with. */
  word: string;
  execution: Execution;
}

async function start(
  { input, run }: Lesson,
  title: string,
  word: string,
  behaviour: string,
  options?: RunOptions,
): Promise<Told> {
  return { title, word, execution: await run(title, { ...input, behaviour }, { ...options, word }) };
}

/** What the alarm heard of these executions, each thing once: a line each. */
function linesOf({ arrivals }: Heard, executions: Told[]): string[] {
  const lines = arrivals.map(noticeIn).flatMap(notice => {
    const about = executions.find(({ execution }) => execution.arn === notice?.executionArn);
    return about ? [`${about.title}: ${notice?.status}`] : [];
  });
  return [...new Set(lines)];
}
