import { type BrokenVariant, definition, replace } from "../../../scripts/verify/broken-variant.ts";

const others = "Without silence, the deputy is not asked";
const asked = "After silence, the deputy is asked the same, and the first answer is refused";
const texted = "When the deputy agrees, the message is texted";
const counts = "What the deputy says counts as what anybody says";
const silent = "When the deputy is silent, too, it ends as NobodyAnswered";
const times = "The deputy has as much time, and the execution has time for both";

/** What the step's own solution lacks. */
export const unsolved = [asked, texted, counts, silent, times];

/** An edit of both states that ask. */
// biome-ignore lint/suspicious/noExplicitAny: a mistake may be anything
const ask = (change: (first: any, deputy: any) => void) =>
  definition(({ States: states }) => change(states["Ask a Person"], states["Ask the Deputy"]));

export default [
  {
    mistake: "the deputy is asked after a no, too",
    edit: {
      "tweetbot.asl.json": ask(first => first.Catch[1].ErrorEquals.push(...first.Catch.shift().ErrorEquals)),
    },
    fails: [others],
  },
  {
    mistake: "the deputy is asked when the time is up",
    edit: { "tweetbot.asl.json": ask(first => (first.Catch[2].Next = "Ask the Deputy")) },
    fails: [others],
  },
  {
    mistake: "the error replaces the data",
    edit: { "tweetbot.asl.json": ask(first => delete first.Catch[1].ResultPath) },
    fails: [asked, texted],
  },
  {
    mistake: "the first one is asked again",
    edit: { "tweetbot.asl.json": ask((_, deputy) => delete deputy.Parameters.MessageBody.for) },
    fails: [asked],
  },
  {
    mistake: "the silent one is asked once more, by a Retry",
    edit: {
      "tweetbot.asl.json": ask(first => {
        first.Retry = [{ ErrorEquals: ["States.HeartbeatTimeout"], MaxAttempts: 1 }];
      }),
    },
    fails: [asked],
  },
  {
    mistake: "the deputy's answer replaces the data",
    edit: { "tweetbot.asl.json": ask((_, deputy) => delete deputy.ResultPath) },
    fails: [texted],
  },
  {
    mistake: "the deputy's no is not caught",
    edit: { "tweetbot.asl.json": ask((_, deputy) => deputy.Catch.shift()) },
    fails: [counts],
  },
  {
    mistake: "whatever the deputy answers is a yes",
    edit: { "tweetbot.asl.json": ask((_, deputy) => (deputy.Next = "Message")) },
    fails: [counts],
  },
  {
    mistake: "the deputy's silence leads to the deputy",
    edit: {
      "tweetbot.asl.json": definition(({ States: states }) => {
        Object.assign(states["Ask the Deputy"].Catch[1], { Next: "Ask the Deputy", ResultPath: "$.error" });
        delete states["Nobody Answered"];
      }),
    },
    fails: [silent],
  },
  {
    mistake: "the deputy may keep it open for ever",
    edit: { "tweetbot.asl.json": ask((_, deputy) => delete deputy.TimeoutSecondsPath) },
    fails: [times],
  },
  {
    mistake: "the execution ends while the deputy has it",
    edit: { "tweetbot.asl.json": replace('"TimeoutSeconds": 180000', '"TimeoutSeconds": 90000') },
    fails: [times],
  },
  {
    mistake: "the deputy does not learn which execution asks",
    edit: { "tweetbot.asl.json": ask((_, deputy) => delete deputy.Parameters.MessageBody["execution.$"]) },
    fails: [asked],
  },
  {
    mistake: "nothing catches a deputy who takes too long",
    edit: { "tweetbot.asl.json": ask((_, deputy) => deputy.Catch.pop()) },
    fails: [times],
  },
] satisfies BrokenVariant[];
