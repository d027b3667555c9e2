import { type BrokenVariant, definition, replace } from "../../../scripts/verify/broken-variant.ts";

const alone = 'Without "copyTo", one phone is texted, as before';
const copied = '"copyTo" gets the same text, after the first phone';
const refused =
  'A wrong "copyTo" fails with InvalidPhoneNumber before anything is searched, and the cause names it';
const unsent = 'A copy that can\'t be sent does not fail the execution, and the output says so at "copy"';
const once = "The copy is never tried again, and takes at most 30 seconds";

/** What the step's own solution lacks. */
export const unsolved = [copied, refused, unsent, once];

export default [
  {
    mistake: "a copy is sent whether it is wanted or not",
    edit: {
      "tweetbot.asl.json": definition(machine => {
        machine.States.Message.Next = "Copy";
        delete machine.States["Copy?"];
      }),
    },
    fails: [alone],
  },
  {
    mistake: "the number is compared without asking whether it is there",
    edit: {
      "tweetbot.asl.json": replace('"IsPresent": true', '"StringMatches": "+*"'),
    },
    fails: [alone],
  },
  {
    mistake: "Find Tweet checks the second number and forgets it",
    edit: { "handlers/find-tweet.ts": replace("phoneNumber, ...copyTo, tweet", "phoneNumber, tweet") },
    fails: [copied],
  },
  {
    mistake: "the first phone gets both texts",
    edit: { "tweetbot.asl.json": replace('"$.copyTo",\n', '"$.phoneNumber",\n') },
    fails: [copied],
  },
  {
    mistake: "the copy says something else",
    edit: {
      "tweetbot.asl.json": definition(machine => {
        machine.States.Copy.Parameters["Message.$"] = "States.Format('@{} was found', $.tweet.author)";
      }),
    },
    fails: [copied],
  },
  {
    mistake: "the copy is sent first",
    edit: {
      "tweetbot.asl.json": definition(({ States: states }) => {
        states["Generate Message"].Next = "Copy?";
        states["Copy?"].Default = "Message";
        states.Copy.Next = "Message";
        states.Message.Next = "Done";
      }),
    },
    fails: [copied],
  },
  {
    mistake: "the second number is taken as it is",
    edit: {
      "handlers/find-tweet.ts": replace("parsePhoneNumber(input.copyTo)", "String(input.copyTo)"),
    },
    fails: [copied, refused],
  },
  {
    mistake: "the second number is checked after the search",
    edit: {
      "handlers/find-tweet.ts": text => {
        const [, check = ""] = /^( {2}const copyTo = .*\n)/m.exec(text) ?? [];
        return text.replace(check, "").replace("  return {", `${check}  return {`);
      },
    },
    fails: [refused],
  },
  {
    mistake: "the first number is blamed for the second one",
    edit: { "tweetbot.asl.json": replace(", and copyTo where there is one,", "") },
    fails: [refused],
  },
  {
    mistake: "a copy that can't be sent fails the execution",
    edit: { "tweetbot.asl.json": definition(machine => delete machine.States.Copy.Catch) },
    fails: [unsent],
  },
  {
    mistake: "the error replaces the data, and what is known of the first text",
    edit: { "tweetbot.asl.json": definition(machine => delete machine.States.Copy.Catch[0].ResultPath) },
    fails: [unsent],
  },
  {
    mistake: "a copy that takes too long fails the execution",
    edit: {
      "tweetbot.asl.json": definition(machine => {
        machine.States.Copy.Catch[0].ErrorEquals = ["States.TaskFailed"];
      }),
    },
    fails: [unsent],
  },
  {
    mistake: "a copy that failed is sent again",
    edit: {
      "tweetbot.asl.json": definition(machine => {
        machine.States.Copy.Retry = [{ ErrorEquals: ["States.Timeout"], MaxAttempts: 1 }];
      }),
    },
    fails: [once],
  },
  {
    mistake: "a copy may take as long as it likes",
    edit: { "tweetbot.asl.json": definition(machine => delete machine.States.Copy.TimeoutSeconds) },
    fails: [once],
  },
] satisfies BrokenVariant[];
