import * as assert from "uvu/assert";
import { parsePhoneNumber } from "../../../lambdas/phone-number.ts";
import { begun } from "../../../scripts/verify/begun.ts";
import { deployedDefinition } from "../../../scripts/verify/checks.ts";
import { stateOf } from "../../../scripts/verify/errors.ts";
import { fieldOf, pathOf } from "../../../scripts/verify/executions.ts";
import type { Lesson } from "../../../scripts/verify/lesson.ts";
import { textTaken } from "../../../scripts/verify/sms.ts";
import { endIn, inShort } from "../checks.ts";
import { keepAlive, type Outcome, type Question } from "../desk.ts";
import { approved, askAll, atDesk, hasty, type Person, patient, soonSilent } from "../people.ts";

const section = "the-challenge";

/** Leaves the first question alone, and has the deputy answer, who is asked the same. */
async function passOn(
  first: Question,
  next: () => Promise<Question | undefined>,
  answer: (deputys: Question) => Promise<Outcome>,
): Promise<Outcome> {
  const deputys = await next();
  if (!deputys) return "no second question came";
  if (deputys.for !== "deputy") return "the second question is not for the deputy";
  const isSame = deputys.text === first.text && deputys.execution === first.execution;
  return isSame ? await answer(deputys) : "the deputy is asked something else";
}

/** Seconds; the deputy has them anew, and enough of them to answer on a slow target. */
const silent = { heartbeatSeconds: 5, timeoutSeconds: 60 };

/** Seconds; the deputy has them anew, with heartbeats until the time is up. */
const impatient = { heartbeatSeconds: 5, timeoutSeconds: 6 };

/** By the titles of the executions that ask them. */
const people = {
  "The deputy agrees": {
    patience: silent,
    does: (answers, first, next) =>
      passOn(first, next, async deputys => {
        const late = await answers.success(first, { decision: "rejected" });
        return `first ${late}, deputy's ${await answers.success(deputys, approved)}`;
      }),
  },
  "The deputy says no": {
    patience: silent,
    does: (answers, first, next) =>
      passOn(first, next, deputys => answers.failure(deputys, "Rejected", "Not while I am in charge")),
  },
  "The deputy answers without a decision": {
    patience: silent,
    does: (answers, first, next) => passOn(first, next, deputys => answers.success(deputys, {})),
  },
  "The deputy is away, too": {
    patience: soonSilent,
    does: (_answers, first, next) => passOn(first, next, async () => "no answer"),
  },
  "The deputy takes too long": {
    patience: impatient,
    does: (answers, first, next) =>
      passOn(first, next, async deputys => {
        await keepAlive(answers, deputys, impatient.timeoutSeconds + 1.5);
        return "no answer";
      }),
  },
  "Somebody says no": {
    patience: patient,
    does: (answers, first) => answers.failure(first, "Rejected", "Not on a Friday"),
  },
  "Somebody takes too long": {
    patience: hasty,
    does: async (answers, first) => {
      await keepAlive(answers, first, hasty.timeoutSeconds + 1.5);
      return "no answer";
    },
  },
} satisfies Record<string, Person>;

/** Runs the TweetBot from `Ask a Person` on, for people who answer and for people who leave that to the deputy. */
export default async function verify(lesson: Lesson): Promise<void> {
  const { target, input, check } = lesson;

  const asked = begun(atDesk(lesson, desk => askAll(lesson, desk, people)));
  const endOf = async (title: keyof typeof people) => inShort((await asked())[title].execution);

  await check("Without silence, the deputy is not asked", {
    section,
    hint: "Only States.HeartbeatTimeout leads to the deputy. A no is a no, and who takes too long was not silent.",
    seen: async () => [await endOf("Somebody says no"), await endOf("Somebody takes too long")],
    want: [endIn("Rejected", "Rejected"), endIn("TooLate", "Too Late")],
  });

  await check("After silence, the deputy is asked the same, and the first answer is refused", {
    section,
    hint: 'Ask the Deputy sends the three fields, and "for": "deputy"; the Catch that leads there keeps the data, by a ResultPath.',
    seen: async () => {
      const { execution, outcome } = (await asked())["The deputy agrees"];
      return { outcome, path: pathOf(execution) };
    },
    want: {
      outcome: "first refused, deputy's taken",
      path: ["Ask a Person", "Ask the Deputy", "Approved?", "Message"],
    },
  });

  await check("When the deputy agrees, the message is texted", {
    section,
    hint: "The answer goes to $.approval, beside the phone number and the message, as the first one's would.",
    judge: async () => {
      const { execution, question } = (await asked())["The deputy agrees"];
      const messageId = String(fieldOf(execution, "output.sms.messageId"));
      const sent = await textTaken(target, execution, parsePhoneNumber(input.phoneNumber), messageId);
      assert.is(sent, question?.text);
    },
  });

  await check("What the deputy says counts as what anybody says", {
    section,
    hint: "Ask the Deputy catches what Ask a Person catches, and goes on to Approved?.",
    seen: async () => [
      await endOf("The deputy says no"),
      await endOf("The deputy answers without a decision"),
    ],
    want: [
      endIn("Rejected", "Ask the Deputy", "Rejected"),
      endIn("UnclearAnswer", "Ask the Deputy", "Approved?", "Unclear Answer"),
    ],
  });

  await check("When the deputy is silent, too, it ends as NobodyAnswered", {
    section,
    hint: "The silence of the deputy leads to Nobody Answered: there is nobody else to ask.",
    seen: () => endOf("The deputy is away, too"),
    want: endIn("NobodyAnswered", "Ask the Deputy", "Nobody Answered"),
  });

  await check("The deputy has as much time, and the execution has time for both", {
    section,
    hint: "Whoever is asked first may send heartbeats for nearly a day before they fall silent. Then the deputy has a day, and is too late after it.",
    seen: async () => {
      const definition = await deployedDefinition(lesson);
      const deputy = stateOf(definition, "Ask the Deputy");
      return {
        HeartbeatSecondsPath: deputy.HeartbeatSecondsPath,
        TimeoutSecondsPath: deputy.TimeoutSecondsPath,
        "who takes too long": await endOf("The deputy takes too long"),
        "the execution has more than two days": (definition.TimeoutSeconds ?? 0) > 2 * 24 * 60 * 60,
      };
    },
    want: {
      HeartbeatSecondsPath: "$.patience.heartbeatSeconds",
      TimeoutSecondsPath: "$.patience.timeoutSeconds",
      "who takes too long": endIn("TooLate", "Ask the Deputy", "Too Late"),
      "the execution has more than two days": true,
    },
  });
}
