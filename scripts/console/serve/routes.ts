import { DescribeStateMachineCommand, SFNClient } from "@aws-sdk/client-sfn";
import { stopExecution } from "../../execution/follow.ts";
import { exitCodes, UserError } from "../../shared/errors.ts";
import { answer } from "../act/answer.ts";
import { samplesFor } from "../act/inputs.ts";
import { start } from "../act/start.ts";
import type { Context } from "../context.ts";
import { beginLesson, lessonCalled, lessonDiff } from "../lesson/work.ts";
import { logLines } from "../look/log-lines.ts";
import { textMessages } from "../look/text-messages.ts";
import { wholeEvents } from "../look/whole-events.ts";
import { workflowOf } from "../look/workflow.ts";
import type { Answer } from "../messages.ts";

/** What a request says: the words of its query, or the fields of its body. Throws a UserError for one that is missing. */
export interface Fields {
  (name: string): string;
  /** The same for one that may be missing. */
  maybe(name: string): string | undefined;
}

type Route = (context: Context, field: Fields) => Promise<unknown>;

/** What is answered to `GET /api/<name>`. */
export const looks: Record<string, Route> = {
  about: async ({ about }) => about,
  machine: async ({ target }, field) => {
    const command = new DescribeStateMachineCommand({ stateMachineArn: field("machine") });
    const { definition } = await target.client(SFNClient).send(command);
    return workflowOf(definition ?? "");
  },
  diff: async (_, field) => await lessonDiff(field("step"), field.maybe("answer")),
  inputs: async ({ target }, field) => await samplesFor(target, field("machine"), field.maybe("step")),
  events: async ({ target }, field) =>
    await wholeEvents(target, field("execution"), field("ids").split(",").map(Number)),
  texts: async ({ target }, field) => await textMessages(target, field("execution")),
  logs: async ({ target }, field) => {
    const request = field.maybe("request");
    return await logLines(target, {
      functionName: field("function"),
      from: Number(field("from")),
      to: Number(field("to")),
      ...(request && { request }),
    });
  },
};

/** What is done by `POST /api/<name>` with the learner's files on this machine. */
export const requests: Record<string, Route> = {
  begin: async (_, field) => await beginLesson(field("step"), field.maybe("answer")),
  hint: async ({ lessons }, field) => {
    const step = await lessonCalled(field("step"));
    await (await lessons.sessionOf(step))?.hint();
  },
};

/** What is done by `POST /api/<name>`: it changes something in the account. */
export const changes: Record<string, Route> = {
  check: async ({ lessons }, field) => {
    const step = await lessonCalled(field("step"));
    await (await lessons.sessionOf(step))?.check({ afresh: true });
  },
  start: async ({ target }, field) => ({
    arn: await start(target, {
      stateMachineArn: field("machine"),
      input: field("input"),
      again: field.maybe("again"),
      step: field.maybe("step"),
    }),
  }),
  stop: async ({ target }, field) =>
    await stopExecution(target.client(SFNClient), field("execution"), "Stopped in the workshop's console."),
  answer: async ({ target }, field) => {
    const kind = field("kind") as Answer["kind"];
    if (!["success", "failure", "heartbeat"].includes(kind))
      throw new UserError(`"${kind}" is no answer to a task.`, exitCodes.usage);
    await answer(target, {
      executionArn: field("execution"),
      event: Number(field("event")),
      kind,
      output: field.maybe("output") ?? "{}",
      error: field.maybe("error") ?? "",
      cause: field.maybe("cause") ?? "",
    });
  },
};
