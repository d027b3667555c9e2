import { type BrokenVariant, definition, replace } from "../../../scripts/verify/broken-variant.ts";

const asked = "Both are asked at the same time, each with a token of their own";
const texted = "When both agree, the message is texted, and the output is what it was";
const failed = "A no by a failure ends the question for both, at once";
const no = "One no in an answer is enough";
const unclear = "One unclear answer is enough to end as UnclearAnswer";
const times = "Silence of one, or one who takes too long, ends as before";

/** What the step's own solution lacks. */
export const unsolved = [asked, texted, failed, no, unclear, times];

/** An edit of the Parallel state that asks, and of its two tasks. */
// biome-ignore lint/suspicious/noExplicitAny: a mistake may be anything
const ask = (change: (parallel: any, first: any, second: any, states: any) => void) => ({
  "tweetbot.asl.json": definition(({ States: states }) => {
    const parallel = states["Ask a Person"];
    const [first, second] = parallel.Branches;
    change(parallel, first.States["Ask the First"], second.States["Ask the Second"], states);
  }),
});

export default [
  {
    mistake: "one is asked after the other",
    edit: ask((parallel, first, second) => {
      const [one, other] = parallel.Branches;
      delete first.End;
      first.Next = "Ask the Second";
      second.Output = "{% [$states.input, $states.result.decision] %}";
      Object.assign(one.States, other.States);
      parallel.Branches.pop();
      parallel.Output = "{% $states.result[0] %}";
    }),
    fails: [asked, texted],
  },
  {
    mistake: "the same one is asked twice",
    edit: ask((_, _first, second) => (second.Arguments.MessageBody.for = "first")),
    fails: [asked, texted],
  },
  {
    mistake: "only the first decision counts",
    edit: ask((parallel, _first, _second, states) => {
      parallel.Output = "{% $states.result[0] %}";
      states["Approved?"].Choices = [
        { Condition: "{% $states.input = 'approved' %}", Next: "Message" },
        { Condition: "{% $states.input = 'rejected' %}", Next: "Rejected" },
      ];
    }),
    fails: [no],
  },
  {
    mistake: "the last decision counts",
    edit: ask((parallel, _first, _second, states) => {
      parallel.Output = "{% $states.result[1] %}";
      states["Approved?"].Choices = [
        { Condition: "{% $states.input = 'approved' %}", Next: "Message" },
        { Condition: "{% $states.input = 'rejected' %}", Next: "Rejected" },
      ];
    }),
    fails: [unclear],
  },
  {
    mistake: "the decisions are variables of the branches",
    edit: ask((_parallel, first, second, states) => {
      first.Assign = { one: "{% $states.result.decision %}" };
      second.Assign = { other: "{% $states.result.decision %}" };
      const [rejected, approved] = states["Approved?"].Choices;
      rejected.Condition = "{% $one = 'rejected' or $other = 'rejected' %}";
      approved.Condition = "{% $one = 'approved' and $other = 'approved' %}";
    }),
    fails: [texted, no],
  },
  {
    mistake: "a no by a failure is not caught",
    edit: ask(parallel => parallel.Catch.shift()),
    fails: [failed],
  },
  {
    mistake: "a no by a failure is kept in its branch, and waits for the other one",
    edit: ask((parallel, _first, second) => {
      second.Catch.push({ ErrorEquals: ["Rejected"], Output: "rejected", Next: "The Second Has Decided" });
      parallel.Branches[1].States["The Second Has Decided"] = { Type: "Succeed" };
    }),
    fails: [failed],
  },
  {
    mistake: "both have to say no",
    edit: {
      "tweetbot.asl.json": replace(
        "'rejected' in $states.input",
        "$states.input[0] = 'rejected' and $states.input[1] = 'rejected'",
      ),
    },
    fails: [no],
  },
  {
    mistake: "an answer without a decision is not caught",
    edit: ask(parallel => parallel.Catch.pop()),
    fails: [unclear],
  },
  {
    mistake: "one yes is enough",
    edit: {
      "tweetbot.asl.json": replace(
        "$states.input[0] = 'approved' and $states.input[1] = 'approved'",
        "'approved' in $states.input",
      ),
    },
    fails: [unclear],
  },
  {
    mistake: "the silence of one is not caught",
    edit: ask((parallel, _first, _second, states) => {
      parallel.Catch.splice(1, 1);
      delete states["Nobody Answered"];
    }),
    fails: [times],
  },
  {
    mistake: "the first may take for ever",
    edit: ask((parallel, first) => {
      delete first.TimeoutSeconds;
      first.Catch.pop();
      delete parallel.Branches[0].States["The First Is Late"];
    }),
    fails: [times],
  },
  {
    mistake: "nobody notices that the first is silent",
    edit: ask((_parallel, first) => {
      delete first.HeartbeatSeconds;
    }),
    fails: [times],
  },
  {
    mistake: "the second may take for ever",
    edit: ask((_parallel, _first, second) => {
      delete second.TimeoutSeconds;
    }),
    fails: [times],
  },
] satisfies BrokenVariant[];
