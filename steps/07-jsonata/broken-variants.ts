import { type BrokenVariant, definition, type Exempt, replace } from "../../scripts/verify/broken-variant.ts";

const success = "The execution succeeds";
const variables = "What Find Tweet has found is in variables: searchText, phoneNumber, tweet and patience";
const forgotten = "Store Tweet works out by itself when the table may forget the tweet: in 30 days";
const written = "The message is in a variable that the states after the branches can read";
const undecided = "An answer without a decision fails with States.QueryEvaluationError, which is caught";
const conditions = "Approved? asks two conditions, and the rest is its Default";
const output = "The output has what step 06 promises, and no leftovers";
const machineRole =
  "The state machine may only invoke one function, store tweets, send questions to the queue and text phones";
const savings = "It takes two states and one call of a function less than step 06";
const short = "A message about a long tweet quotes its beginning, and fits into two SMS segments";
const whole = "The whole state machine is in JSONata, and no state has to say so";
const passed = "Nothing is passed from state to state but the decision";
const unstorable = "A tweet that can't be stored fails with TweetNotStored and sends nothing";
const silent = "A question that nobody takes up ends as NobodyAnswered, and nothing is sent";
const unclear =
  "An answer without a decision, or with another one, ends as UnclearAnswer, and nothing is sent";

// biome-ignore lint/suspicious/noExplicitAny: a mistake may be anything
type States = any;

const states = (change: (states: States) => void) => ({
  "tweetbot.asl.json": definition(machine => change(machine.States)),
});
const ask = (change: (state: States) => void) => states(all => change(all["Ask a Person"]));

/** An edit of the expression that writes the message. */
const text = (from: string, to: string) => ({ "tweetbot.asl.json": replace(from, to) });

export default [
  {
    mistake: "the phone number is taken as it was typed",
    edit: states(all => {
      all["Find Tweet"].Assign.phoneNumber = "{% $states.input.phoneNumber %}";
    }),
    fails: [variables],
  },
  {
    mistake: "what was found is one variable",
    edit: {
      "tweetbot.asl.json": text =>
        definition(machine => {
          const { Assign } = machine.States["Find Tweet"];
          machine.States["Find Tweet"].Assign = {
            found: "{% $states.result.Payload %}",
            message: Assign.message,
          };
        })(text.replace(/\$(searchText|phoneNumber|tweet|patience)\b/g, "$found.$1")),
    },
    fails: [variables, forgotten, silent],
  },
  {
    mistake: "a variable is read in the state that assigns it",
    edit: text("$found := $states.result.Payload.tweet", "$found := $tweet"),
    fails: [written, short],
  },
  {
    mistake: "more is stored than before",
    edit: states(all => {
      all["Store Tweet"].Arguments.Item.input = { S: "{% $states.context.Execution.Name %}" };
    }),
    fails: [forgotten],
  },
  {
    mistake: "the author is stored as the text",
    edit: states(all => (all["Store Tweet"].Arguments.Item.text.S = "{% $tweet.author %}")),
    fails: [forgotten],
  },
  {
    mistake: "the time to live has a fraction of a second",
    edit: text("$floor($millis() / 1000)", "($millis() + 1) / 1000"),
    fails: [forgotten],
  },
  {
    mistake: "the cause looks for the error where JSONPath has kept it",
    edit: states(all => {
      all["Tweet Not Stored"].Cause =
        "{% 'The tweet could not be stored: ' & $states.input.error.Error & '. Nothing was sent.' %}";
    }),
    fails: [unstorable],
  },
  {
    mistake: "an error of the table is not caught",
    edit: states(all => {
      delete all["Store Tweet"].Catch;
      delete all["Tweet Not Stored"];
    }),
    fails: [unstorable],
  },
  {
    mistake: "the time to live is in milliseconds",
    edit: text("$floor($millis() / 1000) + 30 * 24 * 60 * 60", "$millis() + 30 * 24 * 60 * 60 * 1000"),
    fails: [forgotten],
  },
  {
    mistake: "the time to live is a number, where DynamoDB wants a string",
    edit: text(
      "$string($floor($millis() / 1000) + 30 * 24 * 60 * 60)",
      "$floor($millis() / 1000) + 30 * 24 * 60 * 60",
    ),
    fails: [success, forgotten],
  },
  {
    mistake: "Find Tweet still says when the table may forget the tweet",
    edit: {
      "handlers/find-tweet.ts": content =>
        content
          .replace(
            'Omit<Awaited<ReturnType<typeof findTweet>>, "expiresAt">',
            "Awaited<ReturnType<typeof findTweet>>",
          )
          .replace("const { expiresAt: _, ...found } =", "const found ="),
    },
    fails: [forgotten],
  },
  {
    mistake: "the message is assigned in a branch",
    edit: states(all => {
      const { message, ...assigned } = all["Find Tweet"].Assign;
      const expression = message.text.replace("$states.result.Payload.tweet", "$tweet");
      const { Next: _, ...store } = all["Store Tweet"];
      all["Find Tweet"] = { ...all["Find Tweet"], Assign: assigned, Next: "Write and Store" };
      all["Write and Store"] = {
        Type: "Parallel",
        Branches: [
          {
            StartAt: "Write",
            States: { Write: { Type: "Pass", Assign: { message: { text: expression } }, End: true } },
          },
          {
            StartAt: "Store Tweet",
            States: { "Store Tweet": { ...store, End: true }, "Tweet Not Stored": all["Tweet Not Stored"] },
          },
        ],
        Next: "Ask a Person",
      };
      delete all["Store Tweet"];
      delete all["Tweet Not Stored"];
    }),
    fails: [success],
  },
  {
    mistake: "the message is worded in another way",
    edit: text("Good news! @", "News of @"),
    fails: [written, short],
  },
  {
    mistake: "line breaks in a tweet and what it ends with are kept as they are, and it is quoted twice",
    edit: text("$trim($found.text)", "'\\\"' & $found.text & '\\\"'"),
    fails: [written],
  },
  {
    mistake: "an answer without a decision is not caught",
    edit: ask(state => state.Catch.pop()),
    fails: [undecided, unclear],
  },
  {
    mistake: "the whole answer goes on, whatever is in it",
    edit: states(all => {
      delete all["Ask a Person"].Output;
      for (const choice of all["Approved?"].Choices)
        choice.Condition = choice.Condition.replace("$states.input", "$states.input.decision");
    }),
    fails: [undecided, passed],
  },
  {
    mistake: "a rule asks for a decision that is not there",
    edit: states(all =>
      all["Approved?"].Choices.unshift({
        Condition: "{% $not($exists($states.input)) %}",
        Next: "Unclear Answer",
      }),
    ),
    fails: [conditions],
  },
  {
    mistake: "what is not a no is a yes",
    edit: states(all => (all["Approved?"].Default = "Message")),
    fails: [conditions, unclear],
  },
  {
    mistake: "the output is whatever SNS says",
    edit: states(all => delete all.Message.Output),
    fails: [output],
  },
  {
    mistake: "the text that is sent is always the same",
    edit: states(all => (all.Message.Arguments.Message = "You were mentioned")),
    fails: ["SNS takes a message for the phone: it names the author and quotes the tweet"],
  },
  {
    mistake: "the output has the patience, too",
    edit: states(all => (all.Message.Output.patience = "{% $patience %}")),
    fails: [output],
  },
  {
    mistake: "the output has all that SNS says",
    edit: states(
      all =>
        (all.Message.Output.sms = "{% $merge([$states.result, {'messageId': $states.result.MessageId}]) %}"),
    ),
    fails: [output],
  },
  {
    mistake: "the state machine may invoke every function",
    edit: { "template.yaml": replace("- !GetAtt FindTweetFunction.Arn", '- "*"') },
    fails: [machineRole],
  },
  {
    mistake: "the message is written in a state of its own",
    edit: states(all => {
      const { message, ...assigned } = all["Find Tweet"].Assign;
      all["Find Tweet"] = { ...all["Find Tweet"], Assign: assigned, Next: "Write Message" };
      all["Write Message"] = {
        Type: "Pass",
        Assign: { message: { text: message.text.replace("$states.result.Payload.tweet", "$tweet") } },
        Next: "Store Tweet",
      };
    }),
    fails: [savings, short, passed],
  },
  {
    mistake: "a long tweet is quoted whole",
    edit: text("$length($text) <= $room", "true"),
    fails: [short],
  },
  {
    mistake: "a long tweet is cut, and nothing shows it",
    edit: text("'...'", "''"),
    fails: [short],
  },
  {
    mistake: "each letter is taken for a plain one",
    edit: text("$contains($text, /[^ -Z_a-z]/)", "false"),
    fails: [short],
  },
  {
    mistake: "each emoji is taken for one letter",
    edit: text("$contains($text, /[^ -\\\\uD7FF]/) ? 67", "false ? 67"),
    fails: [short],
  },
  {
    mistake: "a state says that it is in JSONata, though all of them are",
    edit: states(all => (all.Message.QueryLanguage = "JSONata")),
    fails: [whole],
  },
  {
    mistake: "Find Tweet hands on all that Lambda says",
    edit: states(all => delete all["Find Tweet"].Output),
    fails: [passed],
  },
  {
    mistake: "what goes wrong with a search leads nowhere",
    edit: states(all => {
      all["Find Tweet"].Catch = all["Find Tweet"].Catch.slice(3);
      for (const name of ["No Tweet Found", "Invalid Search Text", "Invalid Phone Number"]) delete all[name];
    }),
    fails: [
      "A search without a match fails with NoTweetFound and sends nothing",
      "An empty search text fails with InvalidSearchText and sends nothing",
      "A wrong phone number fails with InvalidPhoneNumber and sends nothing",
    ],
  },
  {
    mistake: "the cause looks for the search text where it is not",
    edit: text("$states.context.Execution.Input.searchText", "$states.input.searchText"),
    fails: ["A search without a match fails with NoTweetFound and sends nothing"],
  },
  {
    mistake: "the queue forgets a question after an hour",
    edit: { "template.yaml": replace("MessageRetentionPeriod: 86400", "MessageRetentionPeriod: 3600") },
    fails: ["The queue keeps a question for a day, encrypted"],
  },
  {
    mistake: "the question does not say who asks",
    edit: ask(state => delete state.Arguments.MessageBody.execution),
    fails: ["A question has the text, the name of the execution and the token, and nothing else"],
  },
  {
    mistake: "a question is sent, and nobody's answer waited for",
    edit: ask(state => {
      state.Resource = "arn:aws:states:::sqs:sendMessage";
      delete state.Arguments.MessageBody.token;
      state.Output = "approved";
    }),
    fails: ["Message waits until somebody has agreed", "The deployed definition is the one in this folder"],
  },
  {
    mistake: "whatever goes wrong is taken for a no",
    edit: ask(state => (state.Catch[0].ErrorEquals = ["States.TaskFailed"])),
    fails: ["A question that can't be sent fails at once, and is nobody's answer"],
  },
  {
    mistake: "the token is kept in a variable, and given away at the end",
    edit: states(all => {
      all["Ask a Person"].Assign = { token: "{% $states.context.Task.Token %}" };
      all.Message.Output.token = "{% $token %}";
    }),
    fails: ["The token is in no output and in no log"],
  },
  {
    mistake: "a no by a failure is not caught",
    edit: ask(state => state.Catch.shift()),
    fails: ["The failure Rejected ends as Rejected, and nothing is sent"],
  },
  {
    mistake: "silence may last as long as the whole question",
    edit: ask(state => delete state.HeartbeatSeconds),
    fails: [silent],
  },
  {
    mistake: "the time limit is taken for the one for silence",
    edit: states(all => {
      const state = all["Ask a Person"];
      delete state.HeartbeatSeconds;
      state.TimeoutSeconds = "{% $patience.heartbeatSeconds %}";
      state.Catch = [
        state.Catch[0],
        { ErrorEquals: ["States.Timeout"], Next: "Nobody Answered" },
        state.Catch[3],
      ];
      delete all["Too Late"];
    }),
    fails: ["A heartbeat keeps the question open"],
  },
  {
    mistake: "somebody who says that they are at it may take for ever",
    edit: states(all => {
      delete all["Ask a Person"].TimeoutSeconds;
      all["Ask a Person"].Catch.splice(2, 1);
      delete all["Too Late"];
    }),
    fails: [
      "A question that nobody decides in time ends as TooLate, and nothing is sent",
      "An answer that comes late, or twice, is refused",
    ],
  },
  {
    mistake: "the times are those of the checks",
    edit: ask(state => Object.assign(state, { HeartbeatSeconds: 2, TimeoutSeconds: 5 })),
    fails: ["Both times come from the input, and the execution may take longer than they do"],
  },
  {
    mistake: "no rule knows a no",
    edit: states(all => all["Approved?"].Choices.pop()),
    fails: ["The decision rejected ends as Rejected, too"],
  },
  {
    mistake: "the function may write to every log group",
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
  "tweetbot\\.asl\\.json States\\.Store Tweet\\.Output":
    "DynamoDB answers with nothing but what it says of the call, which the local target leaves out.",
  "template\\.yaml Parameters\\.TweetDataStore\\.(Default|MinLength)":
    "For those who deploy by hand: npm run step gives it a value.",
  "template\\.yaml (Parameters\\.XBearerTokenParameter|Resources\\.FindTweetRole\\.Properties\\.Policies\\.1).*":
    "It takes a token of X, as in step 04.",
  "template\\.yaml Resources\\.FindTweetFunction\\.Properties\\.Environment.*": "It takes a token of X.",
  "template\\.yaml Outputs\\.FindTweetFunctionName": "A name for the page's commands.",
  "tweetbot\\.asl\\.json States\\.(Find Tweet|Store Tweet|Message)\\.(Retry|TimeoutSeconds).*":
    "Given, as steps 04 and 05 have made it, whose own checks prove it.",
  "tweetbot\\.asl\\.json States\\.(Find Tweet\\.Catch\\.3|Invalid Patience).*":
    "Given, as steps 05 and 06 have made it, whose own checks prove it.",
};
