import { type BrokenVariant, definition, type Exempt } from "../../../scripts/verify/broken-variant.ts";

const once = "A file that is whole is read once";
const worked = "A file of which two batches fail is worked through";
const messages = "Each row that can be read has a message, and only one";
const told = "A row that can't be read is told with its error";
const onlyFailed = "Only the batches that failed are worked through again";
const threshold = "Where more fails than is tolerated, the execution still fails";

/** What the step's own solution lacks. */
export const unsolved = [once, messages, told, onlyFailed];

// biome-ignore lint/suspicious/noExplicitAny: a mistake may be anything
const archive = (change: (states: any) => void) => ({
  "archive.asl.json": definition(({ States }) => change(States)),
});

export default [
  {
    mistake: "what failed is read even where nothing has failed",
    edit: archive(states => (states["Did Any Fail?"].Choices[0].Condition = "{% true %}")),
    fails: [once],
  },
  {
    mistake: "the second Map has no rows to read",
    edit: archive(states => delete states["Write Again"].ItemReader),
    fails: [worked],
  },
  {
    mistake: "the messages of the second Map lie at the top of the bucket",
    edit: archive(states => delete states["Write Again"].ResultWriter.Arguments.Prefix),
    fails: [messages],
  },
  {
    mistake: "a batch that failed is given to the function as it was",
    edit: archive(states => {
      const each = states["Write Again"].ItemProcessor.States["Each Row"];
      each.Items = "{% [$parse($states.input.Input)] %}";
      each.ItemSelector = { Items: "{% $states.context.Map.Item.Value.Items %}" };
    }),
    fails: [messages],
  },
  {
    mistake: "a row that can't be read fails its batch again",
    edit: archive(states => {
      const rows = states["Write Again"].ItemProcessor.States["Each Row"].ItemProcessor.States;
      delete rows["Write One"].Catch;
      delete rows["Not Written"];
      states["Write Again"].ToleratedFailurePercentage = 100;
    }),
    fails: [messages, told],
  },
  {
    mistake: "rows that can't be read are left out",
    edit: archive(states => {
      const rows = states["Write Again"].ItemProcessor.States["Each Row"].ItemProcessor.States;
      rows["Write One"].Catch[0].Output = {};
    }),
    fails: [told],
  },
  {
    mistake: "the whole file is worked through again, row by row",
    edit: archive(states => {
      const again = states["Write Again"];
      again.ItemReader = states["Write Each"].ItemReader;
      again.ItemReader.Arguments.Key = "{% 'archive/' & $states.context.Execution.Input.file %}";
      const each = again.ItemProcessor.States["Each Row"];
      each.Items = "{% [$states.input] %}";
    }),
    fails: [messages, onlyFailed],
  },
  {
    mistake: "everything may fail in the first place",
    edit: archive(states => (states["Write Each"].ToleratedFailurePercentage = 100)),
    fails: [threshold],
  },
] satisfies BrokenVariant[];

export const exempt: Exempt = {
  "archive\\.asl\\.json .*\\.(Retry|TimeoutSeconds|MaxConcurrency)(\\..*)?":
    "As in the step's own states, whose checks prove it: the challenge asks for none.",
  "archive\\.asl\\.json .*\\.Label": "Without it, Step Functions makes one up.",
  "archive\\.asl\\.json .*(WriterConfig\\.OutputType|ReaderConfig(\\.InputType)?)":
    "Without it, the local target takes it for JSON, too; AWS names no default.",
  "archive\\.asl\\.json .*Each Row\\.ItemProcessor\\.ProcessorConfig(\\.Mode)?":
    "INLINE is the default, said for the reader.",
};
