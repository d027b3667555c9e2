import { SFNClient } from "@aws-sdk/client-sfn";
import * as assert from "uvu/assert";
import type { Execution } from "../../scripts/execution/follow.ts";
import { readJson } from "../../scripts/execution/json.ts";
import { startExecution } from "../../scripts/execution/start.ts";
import type { Arrival } from "../../scripts/verify/arrivals/index.ts";
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
import { readCause, refusalOf } from "../../scripts/verify/failure.ts";
import type { Lesson } from "../../scripts/verify/lesson.ts";
import {
  checkDeadLetters,
  checkHears,
  checkOrder,
  checkPassesOn,
  checkRoles,
  checkRule,
  hears,
  queueAttribute,
} from "./checks.ts";
import { type Heard, hearingOfOthers, listen, showMatrix, untilAllHear } from "./hearing.ts";
import {
  checkArchiveRole,
  checkGivenRoles,
  checkMonitorPolicy,
  checkQueuePolicy,
  checkTargetsRole,
  checkTopicPolicies,
} from "./policies.ts";
import { ruleIds } from "./rules.ts";
import { happenedTo, noticeIn, statusesIn } from "./statuses.ts";

/** Seconds after which an execution is stopped: it has reached its flaky task, and is well within its time limit. */
const stopAfter = 4;

/** What the flaky function throws when its input asks for nothing that it knows. */
const wrongInput = "InvalidBehaviour";

/** The state machine's TimeoutSeconds, and how much later than that, in seconds, an execution may end. */
const timeLimit = 8;
const timeLimitTolerance = 3;

/** Makes executions end in all the ways there are, and checks that each receiver hears of all that happened. */
export default async function verify(lesson: Lesson): Promise<void> {
  const { target, input, run, check, output, resource } = lesson;

  await untilAllHear(lesson);
  // An execution of another machine, of which nobody may hear. The rule starts more of this one.
  const another = begun(
    (async () => await startExecution(target.client(SFNClient), output("AuditStateMachineArn"), {}))(),
  );
  const [succeeded, failed, timedOut, aborted] = await Promise.all([
    run("The flaky task succeeds", { ...input, behaviour: "succeed" }),
    run("The flaky task fails", { ...input, behaviour: "fail" }),
    run("The flaky task takes too long", { ...input, behaviour: "overrun" }),
    run("An execution is stopped", { ...input, behaviour: "overrun" }, { stopAfter }),
  ]);

  const succeeds = "An execution whose task succeeds is SUCCEEDED, its output the input with both results";
  await check(succeeds, {
    section: "the-five-statuses",
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
    hint: refusalOf(failed) ?? "Retry FlakyError: IntervalSeconds 1, MaxAttempts 2, BackoffRate 2.",
    needs: succeeds,
    seen: [failed.status, failed.error, pausesBetweenTries(failed, "Flaky")],
    want: ["FAILED", "FlakyError", [1, 2]],
  });

  await check("An execution over its time limit is TIMED_OUT", {
    section: "the-time-limit",
    hint: 'Set "TimeoutSeconds": 8 at the top of the definition.',
    needs: succeeds,
    judge: async () => {
      assert.is(timedOut.status, "TIMED_OUT", readCause(timedOut.cause).message);
      const seconds = ((timedOut.stopDate?.getTime() ?? 0) - timedOut.startDate.getTime()) / 1000;
      assert.ok(seconds > timeLimit - 0.01, `it ended after ${seconds} s, before the limit`);
      assert.ok(seconds < timeLimit + timeLimitTolerance, `it ended only after ${seconds} s`);
      const { TimeoutSeconds } = await deployedDefinition(lesson);
      assert.is(TimeoutSeconds, timeLimit, "TimeoutSeconds of the definition");
    },
  });

  await check("A stopped execution is ABORTED", {
    section: "the-five-statuses",
    hint: refusalOf(aborted) ?? "The flaky task has to take long enough to be stopped.",
    needs: succeeds,
    seen: [aborted.status, pathOf(aborted)],
    want: ["ABORTED", ["Hello", "Flaky"]],
  });

  const executions = [succeeded, failed, timedOut, aborted];
  const happened = happenedTo(executions);
  const toHear = statusesIn(happened);
  const heard = await listen(lesson, happened);
  const receiver = (name: string) => heard.find(one => one.name === name) as Heard;

  await checkRule(lesson, "StatusRule", "the-rule");

  await checkQueuePolicy(lesson, "Only StatusRule may send to the SQS queue", {
    section: "sqs-queue",
    queue: "Queue",
    rules: ["StatusRule"],
  });
  await checkOrder(lesson, "sqs-queue");
  await checkPassesOn(lesson, "StatusRule", "sqs-queue", heard, toHear);
  await checkHears(lesson, receiver("SQS queue"), toHear);

  await checkQueuePolicy(lesson, "Only the rules may send to the dead-letter queue", {
    section: "dead-letter-queue",
    queue: "DeadLetterQueue",
    rules: ruleIds,
  });
  await checkDeadLetters(lesson, "dead-letter-queue", executions);

  await checkQueuePolicy(lesson, "Only StatusRule may send to the FIFO queue", {
    section: "fifo-queue",
    queue: "FifoQueue",
    rules: ["StatusRule"],
  });
  await checkHears(lesson, receiver("FIFO queue"), toHear);
  await check("The FIFO queue keeps all messages in one group", {
    section: "fifo-queue",
    hint: "Set FifoQueue: true, and in its target SqsParameters: MessageGroupId: executions.",
    needs: hears("FIFO queue"),
    seen: [...new Set(receiver("FIFO queue").arrivals.map(({ messageGroupId }) => messageGroupId))],
    want: ["executions"],
  });
  await check("The FIFO queue tells messages apart by what they say", {
    section: "fifo-queue",
    hint: "EventBridge sends no deduplication id: set ContentBasedDeduplication: true.",
    seen: () => queueAttribute(target, resource("FifoQueue"), "ContentBasedDeduplication"),
    want: "true",
  });
  await check("The FIFO queue gets sentences for people", {
    section: "input-transformer",
    hint: "The queue's target has an InputTransformer.",
    needs: hears("FIFO queue"),
    judge: () => {
      const texts = receiver("FIFO queue").arrivals.map(({ text }) => readJson(text));
      const sentence = `Execution ${succeeded.arn} is ${succeeded.status}.`;
      assert.ok(texts.includes(sentence), `"${sentence}" did not arrive`);
    },
  });

  await checkTopicPolicies(lesson, "sns-topic");
  await checkHears(lesson, receiver("SNS topic"), toHear);

  await checkMonitorPolicy(lesson, "the-monitor");
  await checkHears(lesson, receiver("monitor"), toHear);
  await check("The monitor logs the status without what went in and out", {
    section: "the-monitor",
    hint: "Log single fields of the event's detail, never the whole.",
    needs: hears("monitor"),
    seen: lineOf(failed, receiver("monitor").arrivals),
    want: {
      executionArn: failed.arn,
      status: failed.status,
      startDate: "its start, as ISO 8601",
      durationMs: "a number",
      error: failed.error,
    },
  });

  await checkTargetsRole(lesson, "audit-state-machine");
  await checkRoles(lesson, "audit-state-machine");
  await checkHears(lesson, receiver("audit"), toHear);
  await check("Nobody hears of another state machine", {
    section: "audit-state-machine",
    hint: "The pattern of each rule has to name this state machine's ARN.",
    seen: async () => {
      await another();
      return hearingOfOthers(heard, succeeded.stateMachineArn);
    },
    want: [],
  });

  await checkRule(lesson, "StreamsRule", "the-second-rule");

  await checkPassesOn(lesson, "StreamsRule", "kinesis-stream", heard, toHear);
  await checkHears(lesson, receiver("stream"), toHear);

  await checkHears(lesson, receiver("keyed stream"), toHear);
  await check("The partition key is the execution's ARN", {
    section: "partition-key",
    hint: "Set KinesisParameters: PartitionKeyPath: $.detail.executionArn.",
    needs: hears("keyed stream"),
    seen: receiver("keyed stream").arrivals.map(({ partitionKey }) => partitionKey),
    want: receiver("keyed stream").arrivals.map(arrival => noticeIn(arrival)?.executionArn),
  });

  await checkArchiveRole(lesson, "firehose-archive");
  await checkHears(lesson, receiver("archive"), toHear);
  await check("The archive has an event on each line", {
    section: "firehose-archive",
    hint: "Add the processor AppendDelimiterToRecord.",
    needs: hears("archive"),
    seen: receiver("archive").arrivals.filter(({ text }) => !text.endsWith("\n")).length,
    want: 0,
  });

  await checkGivenRoles(lesson, "01-starter#two-roles");
  await checkLogs(lesson, "deploy-it", ["HelloFunction", "FlakyFunction", "MonitorFunction"]);
  await checkRetriesLambda(lesson, "Hello", "01-starter#try-again-where-it-makes-sense");
  await check("Flaky, too, tries again when Lambda has a bad moment", {
    section: "01-starter#try-again-where-it-makes-sense",
    hint: "Give it the rule of Hello's Retry, too, and none for what is wrong each time. Its time limit is the state machine's.",
    seen: async () =>
      retriesOf(stateOf(await deployedDefinition(lesson), "Flaky"), [...passingLambdaErrors, wrongInput]),
    want: {
      ...Object.fromEntries(passingLambdaErrors.map(error => [error, courseRetry])),
      [wrongInput]: "no Retry",
    },
  });
  await checkDefinition(lesson);

  showMatrix(lesson, heard);
}

/** The line that the monitor logged for the end of an execution, with its times in words where they are right. */
function lineOf({ arn, startDate, status }: Execution, arrivals: Arrival[]): unknown {
  const lines = arrivals.map(({ text }) => readJson(text) as Record<string, unknown>);
  const line = lines.find(line => line.executionArn === arn && line.status === status);
  if (!line) return undefined;
  const logged = new Date(String(line.startDate));
  const isItsStart = Math.abs(logged.getTime() - startDate.getTime()) < 1000; // AWS promises no more than the same date
  const isIso = isItsStart && logged.toISOString() === line.startDate;
  return {
    ...line,
    startDate: isIso ? "its start, as ISO 8601" : line.startDate,
    durationMs: typeof line.durationMs === "number" ? "a number" : line.durationMs,
  };
}
