import { type BrokenVariant, definition, type Exempt, replace } from "../../scripts/verify/broken-variant.ts";

const success = "The execution succeeds";
const order = "The states run in order: Find Tweet, Wait, Generate Message, Message";
const newest = "Find Tweet finds the newest tweet that matches";
const message = "SNS takes a message for the phone: it names the author and quotes the tweet";
const getsTweet = "Generate Message gets the tweet, and nothing else";
const noMatch = "A search without a match fails with NoTweetFound and sends nothing";
const wrongNumber = "A wrong phone number fails with InvalidPhoneNumber and sends nothing";
const retries = (state: string) =>
  `${state} tries again when Lambda has a bad moment, each try for at most 30 seconds`;
const searchRetries = "Find Tweet tries again after errors of the X API, and not after errors of the input";
const messageOnce = "Message is never tried again, and an execution ends within the hour";
const functionRoles = "The functions may only write their own logs";
const machineRole = "The state machine may only invoke the two functions and text phones";

export default [
  {
    mistake: "the wait is left out",
    edit: {
      "tweetbot.asl.json": definition(machine => {
        machine.States["Find Tweet"].Next = "Generate Message";
        delete machine.States.Wait;
      }),
    },
    fails: [order, "Wait takes 10 seconds", "The deployed definition is the one in this folder"],
  },
  {
    mistake: "the wait is too short",
    edit: { "tweetbot.asl.json": definition(machine => (machine.States.Wait.Seconds = 1)) },
    fails: ["Wait takes 10 seconds"],
  },
  {
    mistake: "it waits after the message is written",
    edit: {
      "tweetbot.asl.json": definition(machine => {
        machine.States["Find Tweet"].Next = "Generate Message";
        machine.States["Generate Message"].Next = "Wait";
        machine.States.Wait.Next = "Message";
      }),
    },
    fails: [order],
  },
  {
    mistake: "no message is sent",
    edit: {
      "tweetbot.asl.json": definition(machine => {
        const { Next, ...generateMessage } = machine.States["Generate Message"];
        machine.States["Generate Message"] = { ...generateMessage, End: true };
        delete machine.States.Message;
      }),
    },
    fails: [order, message],
  },
  {
    mistake: "the message is always the same",
    edit: {
      "tweetbot.asl.json": definition(machine => {
        const { "Message.$": _, ...parameters } = machine.States.Message.Parameters;
        machine.States.Message.Parameters = { ...parameters, Message: "You were mentioned" };
      }),
    },
    fails: [message],
  },
  {
    mistake: "the phone number is written into the definition",
    edit: {
      "tweetbot.asl.json": definition(machine => {
        const { "PhoneNumber.$": _, ...parameters } = machine.States.Message.Parameters;
        machine.States.Message.Parameters = { ...parameters, PhoneNumber: "+14254147755" };
      }),
    },
    fails: [message],
  },
  {
    mistake: "Generate Message gets the phone number, too",
    edit: {
      "tweetbot.asl.json": definition(machine => {
        const { Payload: _, ...parameters } = machine.States["Generate Message"].Parameters;
        machine.States["Generate Message"].Parameters = { ...parameters, "Payload.$": "$" };
      }),
    },
    fails: [getsTweet],
  },
  {
    mistake: "the written message replaces the phone number",
    edit: {
      "tweetbot.asl.json": definition(machine => delete machine.States["Generate Message"].ResultPath),
    },
    fails: [success],
  },
  {
    mistake: "the oldest tweet is found",
    edit: {
      "lambdas/search-tweets.ts": replace(
        "Date.parse(b.createdAt) - Date.parse(a.createdAt)",
        "Date.parse(a.createdAt) - Date.parse(b.createdAt)",
      ),
    },
    fails: [newest],
  },
  {
    mistake: "the message quotes so much that it needs three segments",
    edit: {
      "handlers/generate-message.ts": replace(
        "tweetMessage(tweet)",
        "`@${tweet.author}: ${tweet.text} ${tweet.text} ${tweet.text}`",
      ),
    },
    fails: ["The message fits into two SMS segments"],
  },
  {
    mistake: "a search without a match is told to the phone",
    edit: {
      "handlers/find-tweet.ts": replace(
        "const [tweet] = await search(searchText);",
        "const [tweet = feed[0] as Tweet] = await search(searchText);",
      ),
    },
    fails: [noMatch],
  },
  {
    mistake: "NoTweetFound is not caught",
    edit: {
      "tweetbot.asl.json": definition(machine => {
        machine.States["Find Tweet"].Catch.shift();
        delete machine.States["No Tweet Found"];
      }),
    },
    fails: [noMatch],
  },
  {
    mistake: "InvalidSearchText is not caught",
    edit: {
      "tweetbot.asl.json": definition(machine => {
        machine.States["Find Tweet"].Catch.splice(1, 1);
        delete machine.States["Invalid Search Text"];
      }),
    },
    fails: ["An empty search text fails with InvalidSearchText and sends nothing"],
  },
  {
    mistake: "nothing is tried again",
    edit: {
      "tweetbot.asl.json": definition(machine => {
        delete machine.States["Find Tweet"].Retry;
        delete machine.States["Generate Message"].Retry;
      }),
    },
    fails: [retries("Find Tweet"), retries("Generate Message"), searchRetries],
  },
  {
    mistake: "every error of Find Tweet is tried again",
    edit: {
      "tweetbot.asl.json": definition(machine => {
        machine.States["Find Tweet"].Retry.push({ ErrorEquals: ["States.ALL"], IntervalSeconds: 1 });
      }),
    },
    fails: [searchRetries],
  },
  {
    mistake: "a message that failed is sent again",
    edit: {
      "tweetbot.asl.json": definition(machine => {
        machine.States.Message.Retry = [{ ErrorEquals: ["SNS.InternalErrorException"], MaxAttempts: 5 }];
      }),
    },
    fails: [messageOnce],
  },
  {
    mistake: "an execution may take a year",
    edit: { "tweetbot.asl.json": definition(machine => delete machine.TimeoutSeconds) },
    fails: [messageOnce],
  },
  {
    mistake: "the phone number is not checked",
    edit: { "lambdas/phone-number.ts": replace("!e164.test(phoneNumber)", "phoneNumber.length === 0") },
    fails: [wrongNumber],
  },
  {
    mistake: "a function has the other one's role",
    edit: {
      "template.yaml": replace("Role: !GetAtt FindTweetRole.Arn", "Role: !GetAtt GenerateMessageRole.Arn"),
    },
    fails: [functionRoles],
  },
  {
    mistake: "a function may write to every log group",
    edit: { "template.yaml": replace("Resource: !GetAtt FindTweetLogGroup.Arn", 'Resource: "*"') },
    fails: [functionRoles],
  },
  {
    mistake: "the state machine may publish to every topic",
    edit: {
      "template.yaml": replace("NotResource: !Sub arn:${AWS::Partition}:sns:*:*:*", 'Resource: "*"'),
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
  "template\\.yaml (Parameters\\.XBearerTokenParameter|Resources\\.FindTweetRole\\.Properties\\.Policies\\.1).*":
    "It takes a token of X: handlers/find-tweet.test.ts has a fake one.",
  "template\\.yaml Resources\\.FindTweetFunction\\.Properties\\.Environment.*": "It takes a token of X.",
  "template\\.yaml Outputs\\.(FindTweet|GenerateMessage)FunctionName": "A name for the page's commands.",
  "tweetbot\\.asl\\.json States\\.Find Tweet\\.Catch\\.[12]\\.ResultPath":
    "The Fail states that they lead to have a fixed Cause, and read nothing of it.",
  "tweetbot\\.asl\\.json .*Generate Message\\.ResultSelector\\.(encoding|segments)\\.\\$":
    "For people who look at the output: the contract does not ask for it.",
};
