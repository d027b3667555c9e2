import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Execution } from "../execution/follow.ts";
import type { StateVisit } from "../execution/visits.ts";
import type { Target } from "../targets/index.ts";
import { textTaken } from "./sms.ts";

const [phone, other] = ["+15550100", "+15550199"];
const onAws = {} as Target;

const execution = (events: object[], visits: object[] = []) =>
  ({ events: events as HistoryEvent[], visits: visits as StateVisit[] }) as Execution;
const scheduled = (parameters?: object) => ({
  taskScheduledEventDetails: { ...(parameters && { parameters: JSON.stringify(parameters) }) },
});

async function problem(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => "none",
    (error: Error) => error.message,
  );
}

test("on AWS it is what the history says was published to the phone", async () => {
  const run = execution([
    scheduled({ FunctionName: "find-tweet" }),
    scheduled({ PhoneNumber: phone, Message: "Hi" }),
  ]);
  assert.is(await textTaken(onAws, run, phone, "id-1"), "Hi");
  assert.match(await problem(textTaken(onAws, run, other, "id-1")), "No message with the id id-1");
});

test("without parameters in the history it is what the publishing state got", async () => {
  const visit = {
    input: { phoneNumber: phone, message: { text: "Hi" } },
    output: { sms: { messageId: "id-1" } },
  };
  const run = execution([scheduled()], [visit]);
  assert.is(await textTaken(onAws, run, phone, "id-1"), "Hi");
  assert.match(await problem(textTaken(onAws, run, other, "id-1")), "No message with the id id-1");
  assert.match(await problem(textTaken(onAws, run, phone, "id-2")), "No message with the id id-2");
});

test("where phones can be read it is the message with this id", async () => {
  const local = { smsInbox: async () => [{ id: "id-1", text: "Hi" }] } as unknown as Target;
  assert.is(await textTaken(local, execution([]), phone, "id-1"), "Hi");
  assert.match(await problem(textTaken(local, execution([]), phone, "id-2")), "No message with the id id-2");
});

test("without a message id nothing was sent", async () => {
  assert.match(await problem(textTaken(onAws, execution([]), phone, undefined)), "nothing was sent");
});

test.run();
