import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Execution } from "../../scripts/execution/follow.ts";
import { checkSucceeded, deployedDefinition } from "../../scripts/verify/checks.ts";
import { deployedTemplate } from "../../scripts/verify/deployed-template.ts";
import { attemptsIn, pathOf, secondsIn, waitedFor } from "../../scripts/verify/executions.ts";
import type { Lesson } from "../../scripts/verify/lesson.ts";
import { type Asked, type Asking, hasty, soonSilent, type Title, watchful } from "./people.ts";

// What holds for every TweetBot that asks first: step 07 writes the same one in JSONata.

const asks = "A question has the text, the name of the execution and the token, and nothing else";
const silent = "A question that nobody takes up ends as NobodyAnswered, and nothing is sent";

/** Checks that the whole TweetBot succeeds. One that waits still has asked, and its question does not name it. */
export async function checkAgreed(lesson: Lesson, { execution, question }: Asked): Promise<void> {
  const unanswered =
    "No question in the queue names this execution, so nobody has answered it. Look at execution, in what Ask a Person sends.";
  const waits = execution.status === "RUNNING" && !question;
  await checkSucceeded(lesson, execution, waits ? { hint: unanswered } : {});
}

/** Checks the queue of the questions. */
export async function checkQueue({ check, target, output }: Lesson): Promise<void> {
  await check("The queue keeps a question for a day, encrypted", {
    section: "06-approval#a-queue-for-the-questions",
    hint: "MessageRetentionPeriod is in seconds, and SqsManagedSseEnabled encrypts; the output ApprovalQueueUrl is the URL of the queue, which !Ref gives.",
    seen: async () => {
      const { Attributes } = await target.client(SQSClient).send(
        new GetQueueAttributesCommand({
          QueueUrl: output("ApprovalQueueUrl"),
          AttributeNames: ["MessageRetentionPeriod", "SqsManagedSseEnabled"],
        }),
      );
      return Attributes;
    },
    want: { MessageRetentionPeriod: "86400", SqsManagedSseEnabled: "true" },
  });
}

/** Checks what is asked, and that nothing is sent before somebody has agreed. */
export async function checkQuestion(lesson: Lesson, { agreed, others, unsendable }: Asking): Promise<void> {
  const { check } = lesson;
  const section = "06-approval#ask-and-wait";

  await check(asks, {
    section,
    hint: "MessageBody has three fields: text is the message's, execution and token are Execution.Name and Task.Token of the context object.",
    seen: async () => {
      const { question } = (await others())["A person says no, by a failure"];
      return {
        fields: question?.fields,
        "text is the message": question?.text.startsWith("A person says no, by a failure") ?? false,
        "execution is its name": agreed.question?.execution === agreed.execution.name,
      };
    },
    want: {
      fields: ["execution", "text", "token"],
      "text is the message": true,
      "execution is its name": true,
    },
  });

  await check("Message waits until somebody has agreed", {
    section,
    hint: "Ask a Person comes between the message and Message, and its Resource ends in .waitForTaskToken.",
    seen: () => ({
      answer: agreed.outcome ?? "no question came",
      "Message waits for it": waitedFor(agreed.execution, "Message", "Ask a Person"),
    }),
    want: { answer: "taken", "Message waits for it": true },
  });

  await check("A question that can't be sent fails at once, and is nobody's answer", {
    section,
    hint: "Neither try it again nor catch it: the error of SQS ends the execution, under its own name.",
    seen: async () => {
      const execution = await unsendable();
      const ends = ["Rejected", "NobodyAnswered", "TooLate", "UnclearAnswer"];
      return {
        status: execution.status,
        path: pathOf(execution),
        tries: attemptsIn(execution, "Ask a Person"),
        "an answer's error": ends.includes(execution.error ?? ""),
      };
    },
    want: { status: "FAILED", path: ["Ask a Person"], tries: 1, "an answer's error": false },
  });

  await check("The token is in no output and in no log", {
    section,
    hint: "Keep the answer only: the token belongs into MessageBody. A log of the state machine is without IncludeExecutionData.",
    needs: asks,
    seen: async () => {
      const asked = [agreed, ...Object.values(await others())];
      const tokens = asked.flatMap(({ question }) => question?.token ?? []);
      const executions = asked.map(({ execution }) => execution);
      return {
        "in outputs of": executions.filter(execution => tells(execution, tokens)).flatMap(pathOf),
        "in a log": await logsData(lesson),
      };
    },
    want: { "in outputs of": [], "in a log": false },
  });
}

/** Whether an execution, or a state of it, hands on one of these tokens. */
function tells({ output, cause, visits }: Execution, tokens: string[]): boolean {
  const told = JSON.stringify([output, cause, visits.map(visit => [visit.output, visit.error])]);
  return tokens.some(token => told.includes(token));
}

/**
 * Whether the state machine is deployed with a log that takes the data of its executions, which has the tokens.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-stepfunctions-statemachine-loggingconfiguration.html
 */
async function logsData(lesson: Lesson): Promise<boolean> {
  const { Resources } = await deployedTemplate(lesson);
  const { LoggingConfiguration } = Resources.StateMachine?.Properties ?? {};
  return (
    String((LoggingConfiguration as { IncludeExecutionData?: unknown })?.IncludeExecutionData) === "true"
  );
}

/** Checks how it ends when nobody agrees, each way under a name of its own. */
export async function checkEnds(lesson: Lesson, { agreed, others }: Asking): Promise<void> {
  const { check } = lesson;
  const endOf = async (title: Title) => inShort((await others())[title].execution);
  const lastOf = async (title: Title) => {
    const { "by way of": way, ...end } = await endOf(title);
    return { ...end, "by way of": way.slice(-1) };
  };

  await check("The failure Rejected ends as Rejected, and nothing is sent", {
    section: "06-approval#a-failure-says-no",
    hint: "Ask a Person catches Rejected, which is the name of the error that was sent, and goes to a Fail state.",
    seen: () => endOf("A person says no, by a failure"),
    want: endIn("Rejected", "Rejected"),
  });

  await check(silent, {
    section: "06-approval#when-nobody-takes-it-up",
    hint: "The limit for silence is the heartbeatSeconds of patience; States.HeartbeatTimeout is caught, before States.Timeout, and not tried again.",
    seen: async () => {
      const { execution } = (await others())["Nobody takes it up"];
      return { ...inShort(execution), "times it was asked": attemptsIn(execution, "Ask a Person") };
    },
    want: { ...endIn("NobodyAnswered", "Nobody Answered"), "times it was asked": 1 },
  });

  await check("A heartbeat keeps the question open", {
    section: "06-approval#when-nobody-takes-it-up",
    hint: "The limit for silence begins anew with each heartbeat. The one for the whole question is another, and no heartbeat moves it.",
    needs: silent,
    seen: async () => {
      const { execution } = (await others())["A person takes a while, and says so"];
      return {
        error: execution.error,
        "open for longer than silence may last":
          secondsIn(execution, "Ask a Person") > watchful.heartbeatSeconds,
      };
    },
    want: { error: "Rejected", "open for longer than silence may last": true },
  });

  await check("A question that nobody decides in time ends as TooLate, and nothing is sent", {
    section: "06-approval#when-it-takes-too-long",
    hint: "The limit for the whole question is the timeoutSeconds of patience; States.Timeout is caught, after States.HeartbeatTimeout.",
    seen: () => endOf("A person decides too late"),
    want: endIn("TooLate", "Too Late"),
  });

  await check("An answer that comes late, or twice, is refused", {
    section: "06-approval#when-it-takes-too-long",
    hint: "A token is worth nothing any more when its task has ended: the task has to end in time.",
    seen: async () => ({
      late: (await others())["A person decides too late"].outcome,
      twice: agreed.again,
    }),
    want: { late: "refused", twice: "refused" },
  });

  await check("Both times come from the input, and the execution may take longer than they do", {
    section: "06-approval#when-it-takes-too-long",
    hint: "The limits are the heartbeatSeconds and timeoutSeconds of patience, a day at most; the TimeoutSeconds of the definition is an hour more than that, for the other states.",
    seen: async () => {
      const { TimeoutSeconds = 0 } = await deployedDefinition(lesson);
      const asked = await others();
      return {
        "limits of the one": limitsIn(asked["Nobody takes it up"].execution),
        "limits of the other": limitsIn(asked["A person decides too late"].execution),
        "the execution has an hour more than a day": TimeoutSeconds >= 25 * 60 * 60,
      };
    },
    want: {
      "limits of the one": soonSilent,
      "limits of the other": hasty,
      "the execution has an hour more than a day": true,
    },
  });

  await check("The decision rejected ends as Rejected, too", {
    section: "06-approval#what-the-answer-says",
    hint: "A rule of Approved? compares the decision with rejected, and leads to the same Fail state.",
    seen: () => endOf("A person says no, in the answer"),
    want: endIn("Rejected", "Approved?", "Rejected"),
  });

  await check(
    "An answer without a decision, or with another one, ends as UnclearAnswer, and nothing is sent",
    {
      section: "06-approval#what-the-answer-says",
      hint: "An answer without a decision must not get as far as a comparison with it. Default takes the rest.",
      seen: async () => [
        await lastOf("The answer has no decision"),
        await lastOf("The decision is neither yes nor no"),
      ],
      want: [endIn("UnclearAnswer", "Unclear Answer"), endIn("UnclearAnswer", "Unclear Answer")],
    },
  );
}

/** The limits that a task was scheduled with, in seconds; without one that it has not. */
function limitsIn({ events }: Execution) {
  const { heartbeatInSeconds, timeoutInSeconds } =
    events.find(({ type }) => type === "TaskScheduled")?.taskScheduledEventDetails ?? {};
  return {
    ...(heartbeatInSeconds && { heartbeatSeconds: heartbeatInSeconds }),
    ...(timeoutInSeconds && { timeoutSeconds: timeoutInSeconds }),
  };
}

/** How an execution ended, after the state that asks first. */
export function inShort(execution: Execution) {
  const { status, error, cause = "" } = execution;
  return {
    status,
    error,
    "by way of": pathOf(execution).slice(1),
    "says that nothing was sent": cause.endsWith("Nothing was sent."),
  };
}

/** The end with this error, through these states. */
export const endIn = (error: string, ...states: string[]) => ({
  status: "FAILED",
  error,
  "by way of": states,
  "says that nothing was sent": true,
});
