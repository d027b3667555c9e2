import {
  type BrokenVariant,
  definition,
  type Exempt,
  replace,
  replaceIn,
} from "../../scripts/verify/broken-variant.ts";

const success = "The execution succeeds";
const queue = "The queue keeps a question for a day, encrypted";
const machineRole =
  "The state machine may only invoke the two functions, store tweets, send questions to the queue and text phones";
const asks = "A question has the text, the name of the execution and the token, and nothing else";
const waits = "Message waits until somebody has agreed";
const unsendable = "A question that can't be sent fails at once, and is nobody's answer";
const secret = "The token is in no output and in no log";
const rejected = "The failure Rejected ends as Rejected, and nothing is sent";
const silent = "A question that nobody takes up ends as NobodyAnswered, and nothing is sent";
const heartbeat = "A heartbeat keeps the question open";
const late = "A question that nobody decides in time ends as TooLate, and nothing is sent";
const refused = "An answer that comes late, or twice, is refused";
const times = "Both times come from the input, and the execution may take longer than they do";
const no = "The decision rejected ends as Rejected, too";
const unclear =
  "An answer without a decision, or with another one, ends as UnclearAnswer, and nothing is sent";
const message = "SNS takes a message for the phone: it names the author and quotes the tweet";

/** An edit of the state that asks. */
// biome-ignore lint/suspicious/noExplicitAny: a mistake may be anything
const ask = (change: (state: any, states: any) => void) =>
  definition(({ States: states }) => change(states["Ask a Person"], states));

export default [
  {
    mistake: "the queue forgets a question after an hour",
    edit: { "template.yaml": replace("MessageRetentionPeriod: 86400", "MessageRetentionPeriod: 3600") },
    fails: [queue],
  },
  {
    mistake: "the state machine may send to every queue",
    edit: { "template.yaml": replace("Resource: !GetAtt ApprovalQueue.Arn", 'Resource: "*"') },
    fails: [machineRole],
  },
  {
    mistake: "a question is sent, and nobody's answer waited for",
    edit: {
      "tweetbot.asl.json": ask(state => {
        state.Resource = "arn:aws:states:::sqs:sendMessage";
        delete state.Parameters.MessageBody["token.$"];
      }),
    },
    fails: [asks, waits, "The deployed definition is the one in this folder"],
  },
  {
    mistake: "the question does not say who asks",
    edit: {
      "tweetbot.asl.json": ask(state => delete state.Parameters.MessageBody["execution.$"]),
    },
    fails: [asks],
  },
  {
    mistake: "the question tells the phone number",
    edit: {
      "tweetbot.asl.json": ask(state => (state.Parameters.MessageBody["phoneNumber.$"] = "$.phoneNumber")),
    },
    fails: [asks],
  },
  {
    mistake: "the message is sent, and then somebody is asked",
    edit: {
      "tweetbot.asl.json": definition(({ States: states }) => {
        states["Write and Store"].Next = "Message";
        const { End: _, ...message } = states.Message;
        states.Message = { ...message, Next: "Ask a Person" };
        states["Approved?"].Choices[1].Next = "Done";
        states.Done = { Type: "Succeed" };
      }),
    },
    fails: [waits],
  },
  {
    mistake: "whatever goes wrong is taken for a no",
    edit: { "tweetbot.asl.json": ask(state => (state.Catch[0].ErrorEquals = ["States.TaskFailed"])) },
    fails: [unsendable],
  },
  {
    mistake: "a question that can't be sent is sent again and again",
    edit: {
      "tweetbot.asl.json": ask(state => (state.Retry = [{ ErrorEquals: ["States.TaskFailed"] }])),
    },
    fails: [unsendable],
  },
  {
    mistake: "the token is kept beside the answer",
    edit: {
      "tweetbot.asl.json": ask(state => {
        state.ResultSelector = { "decision.$": "$.decision", "token.$": "$$.Task.Token" };
      }),
    },
    fails: [secret],
  },
  {
    mistake: "the state machine logs all data",
    edit: {
      "template.yaml": replaceIn(
        "StateMachine",
        "      RoleArn:",
        `      LoggingConfiguration:
        Level: ALL
        IncludeExecutionData: true
        Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: !GetAtt FindTweetLogGroup.Arn } }]
      RoleArn:`,
      ),
    },
    fails: [secret],
  },
  {
    mistake: "a no by a failure is not caught",
    edit: { "tweetbot.asl.json": ask(state => state.Catch.shift()) },
    fails: [rejected],
  },
  {
    mistake: "the answer replaces the data",
    edit: { "tweetbot.asl.json": ask(state => delete state.ResultPath) },
    fails: [success],
  },
  {
    mistake: "silence may last as long as the whole question",
    edit: { "tweetbot.asl.json": ask(state => delete state.HeartbeatSecondsPath) },
    fails: [silent],
  },
  {
    mistake: "the time limit is caught first, and silence with it",
    edit: { "tweetbot.asl.json": ask(state => state.Catch.push(...state.Catch.splice(1, 1))) },
    fails: [silent],
  },
  {
    mistake: "the time limit is taken for the one for silence",
    edit: {
      "tweetbot.asl.json": ask((state, states) => {
        delete state.HeartbeatSecondsPath;
        state.TimeoutSecondsPath = "$.patience.heartbeatSeconds";
        state.Catch = [state.Catch[0], { ErrorEquals: ["States.Timeout"], Next: "Nobody Answered" }];
        delete states["Too Late"];
      }),
    },
    fails: [heartbeat],
  },
  {
    mistake: "somebody who says that they are at it may take for ever",
    edit: {
      "tweetbot.asl.json": ask((state, states) => {
        delete state.TimeoutSecondsPath;
        state.Catch.pop();
        delete states["Too Late"];
      }),
    },
    fails: [late, refused],
  },
  {
    mistake: "the times are those of the checks",
    edit: {
      "tweetbot.asl.json": ask(state => {
        delete state.HeartbeatSecondsPath;
        delete state.TimeoutSecondsPath;
        Object.assign(state, { HeartbeatSeconds: 2, TimeoutSeconds: 5 });
      }),
    },
    fails: [times],
  },
  {
    mistake: "after silence, the same question is asked once more",
    edit: {
      "tweetbot.asl.json": ask(state => {
        state.Retry = [{ ErrorEquals: ["States.HeartbeatTimeout"], MaxAttempts: 1 }];
      }),
    },
    fails: [silent],
  },
  {
    mistake: "the execution has a second more than the question, and not the time for the other states",
    edit: { "tweetbot.asl.json": definition(machine => (machine.TimeoutSeconds = 86401)) },
    fails: [times],
  },
  {
    mistake: "the execution ends before the question does",
    edit: { "tweetbot.asl.json": definition(machine => (machine.TimeoutSeconds = 3600)) },
    fails: [times],
  },
  {
    mistake: "no rule knows a no",
    edit: {
      "tweetbot.asl.json": definition(({ States: states }) => states["Approved?"].Choices.pop()),
    },
    fails: [no],
  },
  {
    mistake: "the decision is compared without asking whether it is there",
    edit: {
      "tweetbot.asl.json": definition(({ States: states }) => states["Approved?"].Choices.shift()),
    },
    fails: [unclear],
  },
  {
    mistake: "what begins like a yes is a yes",
    edit: {
      "tweetbot.asl.json": definition(({ States: states }) => {
        const [, yes] = states["Approved?"].Choices;
        delete yes.StringEquals;
        yes.StringMatches = "approved*";
      }),
    },
    fails: [unclear],
  },
  {
    mistake: "what is not a no is a yes",
    edit: {
      "tweetbot.asl.json": definition(({ States: states }) => (states["Approved?"].Default = "Message")),
    },
    fails: [unclear],
  },
  {
    mistake: "the message is always the same",
    edit: {
      "tweetbot.asl.json": definition(({ States: states }) => {
        const { "Message.$": _, ...parameters } = states.Message.Parameters;
        states.Message.Parameters = { ...parameters, Message: "You were mentioned" };
      }),
    },
    fails: [message],
  },
  {
    mistake: "a function may write to every log group",
    edit: { "template.yaml": replace("Resource: !GetAtt FindTweetLogGroup.Arn", 'Resource: "*"') },
    fails: ["The functions may only write their own logs"],
  },
  {
    mistake: "a log is kept forever",
    edit: { "template.yaml": replace("      RetentionInDays: 7\n", "") },
    fails: ["Each function logs into a log group of the stack, which keeps it for 7 days"],
  },
] satisfies BrokenVariant[];

export const exempt: Exempt = {
  "template\\.yaml Resources\\.ApprovalQueue\\.Properties\\.SqsManagedSseEnabled":
    "It is the default, said for the reader.",
  "template\\.yaml Parameters\\.TweetDataStore\\.(Default|MinLength)":
    "For those who deploy by hand: npm run step gives it a value.",
  "template\\.yaml (Parameters\\.XBearerTokenParameter|Resources\\.FindTweetRole\\.Properties\\.Policies\\.1).*":
    "It takes a token of X, as in step 04.",
  "template\\.yaml Resources\\.FindTweetFunction\\.Properties\\.Environment.*": "It takes a token of X.",
  "template\\.yaml Outputs\\.(FindTweet|GenerateMessage)FunctionName": "A name for the page's commands.",
  "tweetbot\\.asl\\.json States\\.(Find Tweet|Write and Store|Message|No Tweet Found|Invalid .*)\\..*":
    "Given, as steps 04 and 05 have made it, whose own checks prove it.",
};
