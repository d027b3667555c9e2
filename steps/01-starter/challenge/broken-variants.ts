import { type BrokenVariant, definition, replace } from "../../../scripts/verify/broken-variant.ts";

const no = 'Who says "greet": false is not greeted';
const yes = 'Who says "greet": true is greeted';
const open = 'Who does not say "greet" is greeted';
const unclear = 'Only false is a no: who says "greet": "no" is greeted';

/** What the step's own solution lacks. */
export const unsolved = [no, yes, open, unclear];

export default [
  {
    mistake: "the field is compared without asking whether it is there",
    edit: {
      "starter.asl.json": definition(machine => {
        machine.States["Greet?"].Choices = [
          { Variable: "$.greet", BooleanEquals: false, Next: "Wait After" },
        ];
      }),
    },
    fails: [open],
  },
  {
    mistake: "only those are greeted who say true",
    edit: {
      "starter.asl.json": definition(machine => {
        machine.States["Greet?"] = {
          Type: "Choice",
          Choices: [
            {
              And: [
                { Variable: "$.greet", IsPresent: true },
                { Variable: "$.greet", BooleanEquals: true },
              ],
              Next: "Hello",
            },
          ],
          Default: "Wait After",
        };
      }),
    },
    fails: [open, unclear],
  },
  {
    mistake: "what is not true counts as a no",
    edit: {
      "starter.asl.json": definition(machine => {
        machine.States["Greet?"].Choices = [
          { Variable: "$.greet", IsPresent: false, Next: "Hello" },
          { Not: { Variable: "$.greet", BooleanEquals: true }, Next: "Wait After" },
        ];
      }),
    },
    fails: [unclear],
  },
  {
    mistake: "yes and no are mixed up",
    edit: { "starter.asl.json": replace('"BooleanEquals": false', '"BooleanEquals": true') },
    fails: [no, yes],
  },
  {
    mistake: "who is not greeted does not wait a second time",
    edit: {
      "starter.asl.json": definition(machine => {
        machine.States.Done = { Type: "Succeed" };
        machine.States["Greet?"].Choices[0].Next = "Done";
      }),
    },
    fails: [no],
  },
  {
    mistake: "the function decides whether it greets",
    edit: {
      "starter.asl.json": definition(machine => {
        machine.States["Greet?"] = {
          Type: "Choice",
          Choices: [{ Variable: "$", IsPresent: true, Next: "Hello" }],
        };
      }),
      "handlers/hello.ts": () =>
        'export const handler = async ({ greet }: { greet?: unknown }) => (greet === false ? "" : "Hello 102 Class");\n',
    },
    fails: [no],
  },
] satisfies BrokenVariant[];
