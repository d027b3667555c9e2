import {
  type BrokenVariant,
  definition,
  type Exempt,
  replace,
  replaceIn,
} from "../../scripts/verify/broken-variant.ts";

const allFound = "A digest whose searches all find something succeeds";
const inOrder = "Each search has an iteration of its own, and the results keep the order of the searches";
const threeAtOnce = "Searches run side by side, three at most";
const caught = "A search that finds nothing, or has no words, does not fail the others";
const defects = "An error that no search is to blame for fails the digest";
const oneMessage = "One message tells what each search has found, in their order";
const archiveRole = "The archive may only run its children, read the archive and write messages";
const items = "Each row of a file is an item of a Map Run";
const childrenAtOnce = "A Map Run has three child executions at once, at most";
const worked = "A file of a thousand rows is worked through";
const messages = "The bucket has a message for each row";
const batches = "Children are given 25 rows each";
const tolerated = "Two failed batches of forty are tolerated, three are not";
const writtenDown = "What failed is written down: its rows, and why";
const express = "The children are Express executions";
const digestRole = "The digest may only invoke its function and text phones";
const functionRoles = "The functions may only write their own logs";
const limits = "Message is never tried again, and a digest ends within five minutes";
const retries = (state: string) =>
  `${state} tries again when Lambda has a bad moment, each try for at most 30 seconds`;

// biome-ignore lint/suspicious/noExplicitAny: a mistake may be anything
type Machine = any;

const findEach = (machine: Machine) => machine.States["Find Each"];
const findTweet = (machine: Machine) => findEach(machine).ItemProcessor.States["Find Tweet"];
const writeEach = (machine: Machine) => machine.States["Write Each"];
const writeMessages = (machine: Machine) => writeEach(machine).ItemProcessor.States["Write Messages"];

const digest = (change: (machine: Machine) => void) => ({ "digest.asl.json": definition(change) });
const archive = (change: (machine: Machine) => void) => ({ "archive.asl.json": definition(change) });

export default [
  {
    mistake: "an item is handed on as it is, not as what the function expects",
    edit: digest(machine => delete findEach(machine).ItemSelector),
    fails: [allFound],
  },
  {
    mistake: "only the first search is made",
    edit: digest(machine => (findEach(machine).Items = "{% [$states.input.searchTexts[0]] %}")),
    fails: [inOrder, caught],
  },
  {
    mistake: "the results are in the opposite order",
    edit: digest(machine => (findEach(machine).Output.results = "{% $reverse($states.result) %}")),
    fails: [inOrder],
  },
  {
    mistake: "as many searches run at once as there are",
    edit: digest(machine => delete findEach(machine).MaxConcurrency),
    fails: [threeAtOnce],
  },
  {
    mistake: "one search waits for the other",
    edit: digest(machine => (findEach(machine).MaxConcurrency = 1)),
    fails: [threeAtOnce],
  },
  {
    mistake: "a search that finds nothing is not caught",
    edit: digest(machine => {
      delete findTweet(machine).Catch;
      delete findEach(machine).ItemProcessor.States["Nothing Found"];
    }),
    fails: [caught],
  },
  {
    mistake: "a search without words is not caught",
    edit: digest(machine => (findTweet(machine).Catch[0].ErrorEquals = ["NoTweetFound"])),
    fails: [caught],
  },
  {
    mistake: "the Map state catches what fails in it, so that all that was found is lost",
    edit: digest(machine => {
      const { Next: _, ...caught } = findTweet(machine).Catch[0];
      delete findTweet(machine).Catch;
      delete findEach(machine).ItemProcessor.States["Nothing Found"];
      caught.Output = { phoneNumber: "{% $replace($states.input.phoneNumber, ' ', '') %}", results: [] };
      findEach(machine).Catch = [{ ...caught, Next: "Message" }];
    }),
    fails: [caught],
  },
  {
    mistake: "every error is caught",
    edit: digest(machine => (findTweet(machine).Catch[0].ErrorEquals = ["States.ALL"])),
    fails: [defects],
  },
  {
    mistake: "the message tells of the first tweet only",
    edit: digest(
      machine =>
        (machine.States.Message.Arguments.Message =
          "{% 'Your tweet: @' & $states.input.results[0].tweet.author %}"),
    ),
    fails: [oneMessage],
  },
  {
    mistake: "the message leaves out what was not found",
    edit: {
      "digest.asl.json": replace("$states.input.results.(", "$states.input.results[$exists(tweet)].("),
    },
    fails: [oneMessage],
  },
  {
    mistake: "the archive may write everywhere in its bucket",
    edit: { "template.yaml": replace("${TweetBucket.Arn}/messages/*", "${TweetBucket.Arn}/*") },
    fails: [archiveRole],
  },
  {
    mistake: "the archive may not start children",
    edit: { "template.yaml": replace("Action: states:StartExecution", "Action: states:DescribeExecution") },
    fails: [archiveRole],
  },
  {
    mistake: "the file is read as JSON",
    edit: archive(machine => (writeEach(machine).ItemReader.ReaderConfig = { InputType: "JSON" })),
    fails: [items, worked],
  },
  {
    mistake: "the header is taken for a row",
    edit: archive(machine => {
      const columns = ["id", "author", "createdAt", "text"];
      Object.assign(writeEach(machine).ItemReader.ReaderConfig, {
        CSVHeaderLocation: "GIVEN",
        CSVHeaders: columns,
      });
    }),
    fails: [items],
  },
  {
    mistake: "only the first hundred rows are read",
    edit: archive(machine => (writeEach(machine).ItemReader.ReaderConfig.MaxItems = 100)),
    fails: [items, messages],
  },
  {
    mistake: "as many children run at once as AWS allows",
    edit: archive(machine => delete writeEach(machine).MaxConcurrency),
    fails: [childrenAtOnce],
  },
  {
    mistake: "the messages pass through the execution",
    edit: archive(machine => delete writeEach(machine).ResultWriter),
    fails: [worked],
  },
  {
    mistake: "the results lie at the top of the bucket",
    edit: archive(machine => delete writeEach(machine).ResultWriter.Arguments.Prefix),
    fails: [messages],
  },
  {
    mistake: "the results are written as they are, a list for each child",
    edit: archive(machine => (writeEach(machine).ResultWriter.WriterConfig.Transformation = "COMPACT")),
    fails: [messages],
  },
  {
    mistake: "each row is a child of its own",
    edit: archive(machine => (writeEach(machine).ItemBatcher.MaxItemsPerBatch = 1)),
    fails: [batches],
  },
  {
    mistake: "batches are smaller than they should be",
    edit: archive(machine => (writeEach(machine).ItemBatcher.MaxItemsPerBatch = 20)),
    fails: [batches],
  },
  {
    mistake: "nothing may fail",
    edit: archive(machine => delete writeEach(machine).ToleratedFailurePercentage),
    fails: [tolerated],
  },
  {
    mistake: "too much may fail",
    edit: archive(machine => (writeEach(machine).ToleratedFailurePercentage = 8)),
    fails: [tolerated],
  },
  {
    mistake: "rows that can't be read are passed over",
    edit: {
      "handlers/write-messages.ts": replace(
        "return Items.map(writeMessage)",
        "return Items.filter(({ text }) => text).map(writeMessage)",
      ),
    },
    fails: [tolerated, writtenDown],
  },
  {
    mistake: "the error has no name",
    edit: {
      "handlers/write-messages.ts": text =>
        text
          .replace('import { namedError } from "../../../lambdas/named-error.ts";\n', "")
          .replace('namedError("UnreadableTweet", ', "new Error("),
    },
    fails: [writtenDown],
  },
  {
    mistake: "the children are Standard executions",
    edit: archive(machine => (writeEach(machine).ItemProcessor.ProcessorConfig.ExecutionType = "STANDARD")),
    fails: [express],
  },
  {
    mistake: "a function that could not be called is not called again",
    edit: {
      ...digest(machine => delete findTweet(machine).Retry),
      ...archive(machine => delete writeMessages(machine).TimeoutSeconds),
    },
    fails: [retries("Find Tweet"), retries("Write Messages")],
  },
  {
    mistake: "a message that failed is sent again",
    edit: digest(machine => (machine.States.Message.Retry = [{ ErrorEquals: ["States.ALL"] }])),
    fails: [limits],
  },
  {
    mistake: "the digest may publish to every topic",
    edit: {
      "template.yaml": replace("NotResource: !Sub arn:${AWS::Partition}:sns:*:*:*", 'Resource: "*"'),
    },
    fails: [digestRole],
  },
  {
    mistake: "a function may write to every log group",
    edit: { "template.yaml": replaceIn("FindTweetRole", "!GetAtt FindTweetLogGroup.Arn", '"*"') },
    fails: [functionRoles],
  },
  {
    mistake: "the stack is not what the folder has",
    edit: digest(machine => (machine.Comment = "Another one")),
    fails: ["The deployed definition is the one in this folder"],
  },
  {
    mistake: "a log is kept forever",
    edit: { "template.yaml": replaceIn("WriteMessagesLogGroup", "      RetentionInDays: 7\n", "") },
    fails: ["Each function logs into a log group of the stack, which keeps it for 7 days"],
  },
] satisfies BrokenVariant[];

export const exempt: Exempt = {
  "template\\.yaml Resources\\.TweetBucket\\.Properties.*":
    "Buckets are private by default; how long they keep things is a matter of cost.",
  "archive\\.asl\\.json TimeoutSeconds": "It only bounds what hangs.",
  "archive\\.asl\\.json .*Label": "Without it, Step Functions makes one up.",
  "archive\\.asl\\.json .*WriterConfig\\.OutputType":
    "Without it, the local target writes JSON, too; AWS names no default.",
  "digest\\.asl\\.json .*ProcessorConfig(\\.Mode)?": "INLINE is the default, said for the reader.",
};
