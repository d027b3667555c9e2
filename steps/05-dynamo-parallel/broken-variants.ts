import { type BrokenVariant, definition, type Exempt, replace } from "../../scripts/verify/broken-variant.ts";

const success = "The execution succeeds";
const table = "TweetTableName names the table of the data store";
const order = "The states run in order: Find Tweet, Wait, Write and Store with its two branches, Message";
const overlap = "Generate Message and Store Tweet run at the same time";
const stored = "The table holds the tweet as it was found, and which execution found it for which search";
const forgotten = "The table forgets the tweet after 30 days";
const again = "Finding the same tweet again neither adds an item nor fails";
const retried = "A tweet that can't be stored is tried three times";
const notStored = "A tweet that can't be stored fails with TweetNotStored and sends nothing";
const retries = (state: string) =>
  `${state} tries again when Lambda has a bad moment, each try for at most 30 seconds`;
const functionRoles = "The functions may only write their own logs";
const machineRole =
  "The state machine may only invoke the two functions, put items into the table and text phones";

// biome-ignore lint/suspicious/noExplicitAny: a mistake may be anything
type Machine = any;

const branches = (machine: Machine) => machine.States["Write and Store"].Branches;
const storeTweet = (machine: Machine) => branches(machine)[1].States["Store Tweet"];

export default [
  {
    mistake: "the tweet is stored after the message is written, in one branch",
    edit: {
      "tweetbot.asl.json": definition(machine => {
        const [first, second] = branches(machine);
        const { End, ...generateMessage } = first.States["Generate Message"];
        first.States["Generate Message"] = { ...generateMessage, Next: "Store Tweet" };
        Object.assign(first.States, second.States);
        branches(machine).pop();
      }),
    },
    fails: [overlap, "The deployed definition is the one in this folder"],
  },
  {
    mistake: "the tweet is stored before the wait",
    edit: {
      "tweetbot.asl.json": definition(machine => {
        const states = branches(machine).pop().States;
        const { End, ...store } = states["Store Tweet"];
        machine.States["Find Tweet"].Next = "Store Tweet";
        Object.assign(machine.States, states, { "Store Tweet": { ...store, Next: "Wait" } });
      }),
    },
    fails: [order, overlap],
  },
  {
    mistake: "the message is sent before it is known whether the tweet is stored",
    edit: {
      "tweetbot.asl.json": definition(machine => {
        const [{ States: states }] = branches(machine);
        const { End, ...generateMessage } = states["Generate Message"];
        states["Generate Message"] = { ...generateMessage, Next: "Message" };
        states.Message = machine.States.Message;
        delete machine.States.Message;
        const { Next, ...parallel } = machine.States["Write and Store"];
        machine.States["Write and Store"] = { ...parallel, End: true };
      }),
    },
    fails: ["Message comes after both of them"],
  },
  {
    mistake: "the output of the second branch is passed on",
    edit: {
      "tweetbot.asl.json": definition(machine => (machine.States["Write and Store"].OutputPath = "$[1]")),
    },
    fails: [success],
  },
  {
    mistake: "the wait is too short",
    edit: { "tweetbot.asl.json": definition(machine => (machine.States.Wait.Seconds = 1)) },
    fails: ["Wait takes 10 seconds"],
  },
  {
    mistake: "the message is always the same",
    edit: {
      "tweetbot.asl.json": definition(machine => {
        const { "Message.$": _, ...parameters } = machine.States.Message.Parameters;
        machine.States.Message.Parameters = { ...parameters, Message: "You were mentioned" };
      }),
    },
    fails: ["SNS takes a message for the phone: it names the author and quotes the tweet"],
  },
  {
    mistake: "Find Tweet catches nothing and tries nothing again",
    edit: {
      "tweetbot.asl.json": definition(machine => {
        delete machine.States["Find Tweet"].Catch;
        delete machine.States["Find Tweet"].Retry;
        for (const name of ["No Tweet Found", "Invalid Search Text", "Invalid Phone Number"])
          delete machine.States[name];
      }),
    },
    fails: [
      "A search without a match fails with NoTweetFound and sends nothing",
      "An empty search text fails with InvalidSearchText and sends nothing",
      "A wrong phone number fails with InvalidPhoneNumber and sends nothing",
      retries("Find Tweet"),
      "Find Tweet tries again after errors of the X API, and not after errors of the input",
    ],
  },
  {
    mistake: "a message that can't be written has no name of its own",
    edit: {
      "tweetbot.asl.json": definition(machine => {
        const [{ States: states }] = branches(machine);
        delete states["Generate Message"].Catch;
        delete states["Generate Message"].Retry;
        delete states["Message Not Generated"];
      }),
    },
    fails: [
      "A tweet that no message can be written about fails with MessageNotGenerated and sends nothing",
      retries("Generate Message"),
    ],
  },
  {
    mistake: "a branch that takes too long has no name of its own",
    edit: {
      "tweetbot.asl.json": definition(machine => {
        const [{ States: states }] = branches(machine);
        for (const state of [states["Generate Message"], storeTweet(machine)])
          state.Catch[0].ErrorEquals = ["States.TaskFailed"];
      }),
    },
    fails: [
      "A tweet that no message can be written about fails with MessageNotGenerated and sends nothing",
      "A tweet that can't be stored fails with TweetNotStored and sends nothing",
    ],
  },
  {
    mistake: "a message that failed is sent again",
    edit: {
      "tweetbot.asl.json": definition(machine => {
        machine.States.Message.Retry = [{ ErrorEquals: ["States.ALL"], MaxAttempts: 5 }];
      }),
    },
    fails: ["Message is never tried again, and an execution ends within the hour"],
  },
  {
    mistake: "the item lacks the author",
    edit: { "tweetbot.asl.json": definition(machine => delete storeTweet(machine).Parameters.Item.author) },
    fails: [stored],
  },
  {
    mistake: "Generate Message gets the phone number, too, and the search that is stored is always the same",
    edit: {
      "tweetbot.asl.json": definition(machine => {
        const [{ States: states }] = branches(machine);
        const { Payload: _, ...parameters } = states["Generate Message"].Parameters;
        states["Generate Message"].Parameters = { ...parameters, "Payload.$": "$" };
        storeTweet(machine).Parameters.Item.searchText = { S: "AWS Step Functions" };
      }),
    },
    fails: ["Generate Message gets the tweet, and nothing else", stored],
  },
  {
    mistake: "a put that failed is tried again, and all of the Parallel state is, too",
    edit: {
      "tweetbot.asl.json": definition(
        machine =>
          (machine.States["Write and Store"].Retry = [
            { ErrorEquals: ["States.ALL"], IntervalSeconds: 1, MaxAttempts: 1 },
          ]),
      ),
    },
    fails: [retried],
  },
  {
    mistake: "the phone number is stored",
    edit: {
      "tweetbot.asl.json": definition(
        machine => (storeTweet(machine).Parameters.Item.phone = { "S.$": "$.phoneNumber" }),
      ),
    },
    fails: ["The phone number is not stored", stored],
  },
  {
    mistake: "the time to live is in milliseconds",
    edit: { "handlers/find-tweet.ts": replace("Math.floor(Date.now() / 1000) + keptFor", "Date.now()") },
    fails: [forgotten],
  },
  {
    mistake: "the table looks for the time to live elsewhere",
    edit: { "templates/tweet-data-store.yaml": replace("AttributeName: ttl", "AttributeName: expiresAt") },
    fails: [forgotten],
  },
  {
    mistake: "each execution adds an item of its own",
    edit: {
      "tweetbot.asl.json": definition(
        machine => (storeTweet(machine).Parameters.Item.id = { "S.$": "$$.Execution.Name" }),
      ),
    },
    fails: [again, stored],
  },
  {
    mistake: "a tweet that is in the table already is refused",
    edit: {
      "tweetbot.asl.json": definition(
        machine => (storeTweet(machine).Parameters.ConditionExpression = "attribute_not_exists(id)"),
      ),
    },
    fails: [again],
  },
  {
    mistake: "the name of the data store's stack is taken for granted",
    edit: {
      "template.yaml": replace(
        "Value: !Sub ${TweetDataStore}-tweetTable",
        "Value: TweetDataStore-tweetTable",
      ),
    },
    fails: [table],
  },
  {
    mistake: "the table is another one",
    edit: {
      "template.yaml": replace(
        "TweetTableName: !Sub ${TweetDataStore}-tweetTable",
        "TweetTableName: tweetTable",
      ),
    },
    fails: [success],
  },
  {
    mistake: "a put is not tried again",
    edit: { "tweetbot.asl.json": definition(machine => delete storeTweet(machine).Retry) },
    fails: [retried],
  },
  {
    mistake: "all puts that failed come back at the same moment",
    edit: {
      "tweetbot.asl.json": definition(machine => delete storeTweet(machine).Retry[0].JitterStrategy),
    },
    fails: ["Store Tweet tries again after any error, at random times, each try for at most 30 seconds"],
  },
  {
    mistake: "a put that failed is not caught",
    edit: {
      "tweetbot.asl.json": definition(machine => {
        delete storeTweet(machine).Catch;
        delete branches(machine)[1].States["Tweet Not Stored"];
      }),
    },
    fails: [notStored],
  },
  {
    mistake: "a put that failed is passed over, and the message sent",
    edit: {
      "tweetbot.asl.json": definition(
        machine => (branches(machine)[1].States["Tweet Not Stored"] = { Type: "Pass", End: true }),
      ),
    },
    fails: [notStored],
  },
  {
    mistake: "a function may write to every log group",
    edit: { "template.yaml": replace("Resource: !GetAtt FindTweetLogGroup.Arn", 'Resource: "*"') },
    fails: [functionRoles],
  },
  {
    mistake: "the state machine may write to every table",
    edit: {
      "template.yaml": replace(
        "Resource:\n                  Fn::ImportValue: !Sub ${TweetDataStore}-TweetTableArn",
        'Resource: "*"',
      ),
    },
    fails: [machineRole],
  },
  {
    mistake: "a log is kept forever",
    edit: { "template.yaml": replace("      RetentionInDays: 7\n", "") },
    fails: ["Each function logs into a log group of the stack, which keeps it for 7 days"],
  },
] satisfies BrokenVariant[];

export const exempt: Exempt = {
  "template\\.yaml Parameters\\.TweetDataStore\\.(Default|MinLength)":
    "For those who deploy by hand: npm run step gives it a value.",
  "tweetbot\\.asl\\.json .*Store Tweet\\.ResultPath": "Only the output of the other branch is passed on.",
  "template\\.yaml (Parameters\\.XBearerTokenParameter|Resources\\.FindTweetRole\\.Properties\\.Policies\\.1).*":
    "It takes a token of X: handlers/find-tweet.test.ts has a fake one.",
  "template\\.yaml Resources\\.FindTweetFunction\\.Properties\\.Environment.*": "It takes a token of X.",
  "template\\.yaml Outputs\\.(FindTweet|GenerateMessage)FunctionName": "A name for the page's commands.",
  "tweetbot\\.asl\\.json States\\.Find Tweet\\.Catch\\.[12]\\.ResultPath":
    "The Fail states that they lead to have a fixed Cause, and read nothing of it.",
  "tweetbot\\.asl\\.json .*Generate Message\\.ResultSelector\\.(encoding|segments)\\.\\$":
    "For people who look at the output: the contract does not ask for it.",
};
