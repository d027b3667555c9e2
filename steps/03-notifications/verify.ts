import { SFNClient } from "@aws-sdk/client-sfn";
import * as assert from "uvu/assert";
import type { Execution } from "../../scripts/execution/follow.ts";
import { readJson } from "../../scripts/execution/json.ts";
import { startExecution } from "../../scripts/execution/start.ts";
import type { Arrival } from "../../scripts/verify/arrivals/index.ts";
import { deadLetters } from "../../scripts/verify/arrivals/queue.ts";
import { begun } from "../../scripts/verify/begun.ts";
import {
  checkDefinition,
  checkLogs,
  checkRetriesLambda,
  deployedDefinition,
  rootCause,
} from "../../scripts/verify/checks.ts";
import { courseRetry, passingLambdaErrors, retriesOf, stateOf } from "../../scripts/verify/errors.ts";
import { pathOf, pausesBetweenTries } from "../../scripts/verify/executions.ts";
import type { Lesson } from "../../scripts/verify/lesson.ts";
import { checkPolicies } from "./policies.ts";
import {
  happenedTo,
  hearingOfOthers,
  listen,
  noticeIn,
  settled,
  showMatrix,
  statuses,
  untilRuleHears,
} from "./receivers.ts";
import { patternOf, queueAttribute, rolesOfTargets, withoutDeadLetterQueue } from "./rule.ts";

/** Seconds after which an execution is stopped: it has reached its flaky task, and is well within its time limit. */
const stopAfter = 4;

/** The state machine's TimeoutSeconds, and how much later than that, in seconds, an execution may end. */
const timeLimit = 8;
const timeLimitTolerance = 3;

/** Makes executions end in all the ways there are, and checks that each receiver hears of all that happened. */
export default async function verify(lesson: Lesson): Promise<void> {
  const { target, stack, input, run, check, output, resource } = lesson;
  const sfn = target.client(SFNClient);

  await untilRuleHears(lesson);
  // An execution of another machine, of which nobody may hear. The rule starts more of this one.
  const foreign = begun((async () => await startExecution(sfn, output("AuditStateMachineArn"), {}))());
  const [succeeded, failed, timedOut, aborted] = await Promise.all([
    run("The flaky task succeeds", { ...input, behaviour: "succeed" }),
    run("The flaky task fails", { ...input, behaviour: "fail" }),
    run("The flaky task takes too long", { ...input, behaviour: "overrun" }),
    run("An execution is stopped", { ...input, behaviour: "overrun" }, { stopAfter }),
  ]);
  const executions = [succeeded, failed, timedOut, aborted];
  const happened = happenedTo(executions);
  const toHear = statuses.filter(status => happened[status].length > 0);
  const heard = listen(lesson, happened);
  const arrivedAt = async (name: string) =>
    (await heard.find(receiver => receiver.name === name)?.arrivals()) ?? [];

  await check("An execution whose task succeeds is SUCCEEDED, its output the input with both results", {
    section: "the-flaky-task",
    hint: "ResultPath puts each result beside the input.",
    judge: () => {
      const problem = rootCause(succeeded);
      if (problem) return problem;
      assert.equal(pathOf(succeeded), ["Hello", "Flaky"]);
      const results = { taskresult: "Hello 102 Class", flakyresult: "It worked" };
      assert.equal(succeeded.output, { ...(succeeded.input as object), ...results });
    },
  });

  await check("A task that fails is tried three times, after 1 and 2 seconds, then the execution is FAILED", {
    section: "retry",
    hint: "Retry FlakyError: IntervalSeconds 1, MaxAttempts 2, BackoffRate 2.",
    seen: [failed.status, failed.error, pausesBetweenTries(failed, "Flaky")],
    want: ["FAILED", "FlakyError", [1, 2]],
  });

  await check("An execution over its time limit is TIMED_OUT", {
    section: "the-time-limit",
    hint: 'Set "TimeoutSeconds": 8 at the top of the definition.',
    judge: () => {
      assert.is(timedOut.status, "TIMED_OUT", timedOut.cause);
      const seconds = ((timedOut.stopDate?.getTime() ?? 0) - timedOut.startDate.getTime()) / 1000;
      assert.ok(seconds > timeLimit - 0.01, `it ended after ${seconds} s, before the limit`);
      assert.ok(seconds < timeLimit + timeLimitTolerance, `it ended only after ${seconds} s`);
    },
  });

  await check("A stopped execution is ABORTED", {
    section: "make-all-five-statuses-happen",
    hint: "The flaky task has to take long enough to be stopped.",
    seen: [aborted.status, pathOf(aborted)],
    want: ["ABORTED", ["Hello", "Flaky"]],
  });

  await checkPolicies(lesson);

  await check("The rule has the stack's name", {
    section: "the-event-pattern",
    hint: "Set Name: !Ref AWS::StackName: the policies name the rule before it is there.",
    seen: () => resource("StatusRule"),
    want: stack.name,
  });

  const listens = "The rule listens to every status of this state machine, and to nothing else";
  await check(listens, {
    section: "the-event-pattern",
    hint: "The pattern names source, detail-type, the state machine's ARN and all five statuses.",
    seen: () => patternOf(lesson),
    want: () => ({
      source: ["aws.states"],
      "detail-type": ["Step Functions Execution Status Change"],
      detail: { stateMachineArn: [output("StateMachineArn")], status: statuses },
    }),
  });

  const passedOn = new Set((await settled(heard.map(receiver => receiver.statuses()))).flat());
  const passesOn = "The rule passes all five statuses on";
  await check(passesOn, {
    section: "the-event-pattern",
    hint: "Nobody who can be read heard of what is missing: look at the receivers. Events may also be lost: try again.",
    needs: listens,
    seen: toHear.filter(status => passedOn.has(status)),
    want: toHear,
  });

  for (const receiver of heard) {
    const { name, keeper, section, hint, needs = [] } = receiver;
    await check(`${name} hears of all five statuses`, {
      section,
      hint,
      needs: stack.resources[keeper] ? [passesOn, ...needs] : [], // one that is not there yet is missed by its name
      seen: receiver.statuses,
      want: toHear,
    });
  }

  await check("Nobody hears of another state machine", {
    section: "the-event-pattern",
    hint: "The pattern has to name this state machine's ARN.",
    seen: async () => {
      await foreign();
      return await hearingOfOthers(heard, succeeded.stateMachineArn);
    },
    want: [],
  });

  await check("The FIFO queue gets sentences for people", {
    section: "input-transformer",
    hint: "The queue's target has an InputTransformer.",
    needs: "FIFO queue hears of all five statuses",
    judge: async () => {
      const texts = (await arrivedAt("FIFO queue")).map(({ text }) => readJson(text));
      const sentence = `Execution ${succeeded.arn} is SUCCEEDED.`;
      assert.ok(texts.includes(sentence), `"${sentence}" did not arrive`);
    },
  });

  await check("The FIFO queue keeps all messages in one group", {
    section: "fifo-queue",
    hint: "Set SqsParameters: MessageGroupId: executions.",
    needs: "FIFO queue hears of all five statuses",
    seen: async () => distinct((await arrivedAt("FIFO queue")).map(({ messageGroupId }) => messageGroupId)),
    want: ["executions"],
  });

  await check("The partition key is the execution's ARN", {
    section: "partition-key",
    hint: "Set KinesisParameters: PartitionKeyPath: $.detail.executionArn.",
    needs: "keyed stream hears of all five statuses",
    seen: async () => (await arrivedAt("keyed stream")).map(({ partitionKey }) => partitionKey),
    want: async () => (await arrivedAt("keyed stream")).map(arrival => noticeIn(arrival)?.executionArn),
  });

  await check("The monitor logs the status without what went in and out", {
    section: "the-monitor",
    hint: "Log single fields of the event's detail, never the whole.",
    needs: "monitor hears of all five statuses",
    seen: async () => lineOf(failed, await arrivedAt("monitor")),
    want: {
      executionArn: failed.arn,
      status: "FAILED",
      startDate: failed.startDate.toISOString(),
      durationMs: "number",
      error: "FlakyError",
    },
  });

  await check(
    "The rule has at most five targets; each of them, and each subscription, has the dead-letter queue",
    {
      section: "dead-letter-queue",
      hint: "Targets have a DeadLetterConfig, subscriptions a RedrivePolicy.",
      seen: () => withoutDeadLetterQueue(lesson),
      want: [],
    },
  );

  await check("No event had to go to the dead-letter queue", {
    section: "dead-letter-queue",
    hint: "The reasons are above. The queue keeps the events for four days.",
    seen: async () => {
      resource("StatusRule"); // without one, there is nothing that could go there
      const letters = await deadLetters(target, resource("DeadLetterQueue"));
      const ours = letters.filter(letter =>
        executions.some(({ arn }) => arn === noticeIn(letter)?.executionArn),
      );
      return distinct(ours.map(({ reason }) => reason));
    },
    want: [],
  });

  await check("The FIFO queue tells messages apart by what they say", {
    section: "fifo-queue",
    hint: "EventBridge sends no deduplication id: set ContentBasedDeduplication: true.",
    seen: () => queueAttribute(target, resource("FifoQueue"), "ContentBasedDeduplication"),
    want: "true",
  });

  await check("The streams and the audit are reached with the rule's role", {
    section: "policies-and-roles",
    hint: "These targets have no policy of their own that lets the rule in: give them a RoleArn.",
    seen: () => rolesOfTargets(lesson),
    want: () => ({
      stream: resource("TargetsRole"),
      "keyed-stream": resource("TargetsRole"),
      audit: resource("TargetsRole"),
    }),
  });

  await checkRetriesLambda(lesson, "Hello", "01-starter#try-again-where-it-makes-sense");
  await check("Flaky, too, tries again when Lambda has a bad moment", {
    section: "01-starter#try-again-where-it-makes-sense",
    hint: "Give it the same second rule in Retry as Hello. Its time limit is the state machine's.",
    seen: async () => retriesOf(stateOf(await deployedDefinition(lesson), "Flaky"), passingLambdaErrors),
    want: Object.fromEntries(passingLambdaErrors.map(error => [error, courseRetry])),
  });

  await checkDefinition(lesson);

  await checkLogs(lesson, "deploy-it", ["HelloFunction", "FlakyFunction", "MonitorFunction"]);

  await showMatrix(lesson, heard);
}

/** The line that the monitor logged for an execution that failed, its duration only by its type. */
function lineOf({ arn }: Execution, arrivals: Arrival[]): unknown {
  const lines = arrivals.map(({ text }) => readJson(text) as Record<string, unknown>);
  const line = lines.find(({ executionArn, status }) => executionArn === arn && status === "FAILED");
  return line && { ...line, durationMs: typeof line.durationMs };
}

function distinct<Item>(items: Item[]): Item[] {
  return [...new Set(items)];
}
