import * as assert from "uvu/assert";
import { parsePhoneNumber } from "../../../lambdas/phone-number.ts";
import type { Execution } from "../../../scripts/execution/follow.ts";
import { begun } from "../../../scripts/verify/begun.ts";
import { deployedDefinition } from "../../../scripts/verify/checks.ts";
import { catchOf, stateOf, triedAgain } from "../../../scripts/verify/errors.ts";
import { fieldOf, pathOf } from "../../../scripts/verify/executions.ts";
import { readCause } from "../../../scripts/verify/failure.ts";
import type { Lesson } from "../../../scripts/verify/lesson.ts";
import { runFrom } from "../../../scripts/verify/run-from.ts";
import { textTaken } from "../../../scripts/verify/sms.ts";

const section = "the-challenge";

/**
 * Runs the TweetBot with a second number, without one, and with one that is wrong; and from the second text on, with a
 * number that SNS does not take.
 */
export default async function verify(lesson: Lesson): Promise<void> {
  const { target, input, run, check } = lesson;
  const { copyTo, ...alone } = input;
  const numbers = [parsePhoneNumber(input.phoneNumber), parsePhoneNumber(copyTo)] as const;

  const sent = { messageId: "of the first text" };
  const message = { text: "SNS takes no text for an empty number." };
  const unsendable = begun(
    runFrom(lesson, "Copy", { "The copy can't be sent": { ...alone, copyTo: "", message, sms: sent } }),
  );
  const [copied, single, refused] = await Promise.all([
    run("With copyTo", input),
    run("Without copyTo", alone),
    run("A wrong copyTo, and nothing to find", {
      ...input,
      searchText: "xyzzy plugh nothing happens",
      copyTo: "555 444 7777",
    }),
  ]);

  await check('Without "copyTo", one phone is texted, as before', {
    section,
    hint: "A rule about a field that is not there fails with States.Runtime: ask IsPresent. Everybody else goes on by Default.",
    seen: whatBecameOf(single),
    want: { states: one, copy: "none" },
  });

  await check('"copyTo" gets the same text, after the first phone', {
    section,
    hint: 'Find Tweet hands copyTo on. After Message, Copy publishes "$.message.text" to "$.copyTo" and keeps the MessageId at "$.copy.messageId".',
    needs: copied,
    judge: async () => {
      assert.equal(tasksOf(copied), [...one, "Copy"]);
      const ids = ["output.sms.messageId", "output.copy.messageId"].map(path =>
        String(fieldOf(copied, path)),
      );
      const texts = numbers.map((number, index) => textTaken(target, copied, number, ids[index]));
      const [first, second] = await Promise.all(texts);
      assert.is(second, first, "the texts differ");
    },
  });

  await check(
    'A wrong "copyTo" fails with InvalidPhoneNumber before anything is searched, and the cause names it',
    {
      section,
      hint: "parsePhoneNumber checks it before the search, where it is there; the Cause of Invalid Phone Number speaks of both fields.",
      seen: {
        error: refused.error,
        path: pathOf(refused),
        namesIt: readCause(refused.cause).message.includes("copyTo"),
      },
      want: { error: "InvalidPhoneNumber", path: ["Find Tweet", "Invalid Phone Number"], namesIt: true },
    },
  );

  await check('A copy that can\'t be sent does not fail the execution, and the output says so at "copy"', {
    section,
    hint: 'Copy catches States.ALL, puts the error at "$.copy", and goes to a state that ends well. The rest of the data stays.',
    seen: async () => {
      const { status, output } = (await unsendable())["The copy can't be sent"];
      const { sms, copy } = (output ?? {}) as { sms?: unknown; copy?: { Error?: unknown } };
      const timeout = catchOf(stateOf(await deployedDefinition(lesson), "Copy"), "States.Timeout");
      return {
        status,
        sms,
        "copy.Error is a text": typeof copy?.Error === "string",
        "a timeout is caught, too": timeout !== "no Catch",
      };
    },
    want: { status: "SUCCEEDED", sms: sent, "copy.Error is a text": true, "a timeout is caught, too": true },
  });

  await check("The copy is never tried again, and takes at most 30 seconds", {
    section,
    hint: "What holds for Message holds for Copy: no Retry, as the text may be sent even so, and a TimeoutSeconds of 30.",
    seen: async () => {
      const copy = stateOf(await deployedDefinition(lesson), "Copy");
      return { TimeoutSeconds: copy.TimeoutSeconds, Retry: triedAgain(copy) };
    },
    want: { TimeoutSeconds: 30, Retry: [] },
  });
}

const one = ["Find Tweet", "Wait", "Generate Message", "Message"];

/** The states that do something: what else is there to choose and to end is anybody's own. */
function tasksOf({ visits }: Execution): string[] {
  return visits.filter(({ type }) => type === "Task" || type === "Wait").map(({ name }) => name);
}

/** The way that an execution went, and what it says of a copy; or the error that ended it. */
function whatBecameOf(execution: Execution) {
  const { status, output, error, cause } = execution;
  const states = tasksOf(execution);
  if (status !== "SUCCEEDED") return { states, status, error, cause };
  return { states, copy: (output as { copy?: unknown }).copy ?? "none" };
}
