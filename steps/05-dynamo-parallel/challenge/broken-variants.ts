import {
  type BrokenVariant,
  definition,
  type Exempt,
  replace,
} from "../../../scripts/verify/broken-variant.ts";

const whole = "The whole TweetBot ends well, whether the tweet is taken already or not";
const once = "Of two executions that find the same tweet at once, one texts, and both end well";
const second = "The one that comes second learns so from the table, at the first try";
const repeated = "A put that is repeated because its answer was lost does not stop the text";
const written = "A tweet is stored only when its message is written";
const unstorable = "A tweet that can't be stored fails with TweetNotStored, as before, and sends nothing";

/** What the step's own solution lacks. */
export const unsolved = [once, second, repeated, written];

export default [
  {
    mistake: "the tweet is stored without a condition",
    edit: {
      "tweetbot.asl.json": definition(({ States: states }) => {
        delete states["Store Tweet"].Parameters.ConditionExpression;
        delete states["Store Tweet"].Parameters.ExpressionAttributeValues;
      }),
    },
    fails: [once, second],
  },
  {
    mistake: "the one that comes second fails as if something had gone wrong",
    edit: {
      "tweetbot.asl.json": definition(({ States: states }) => {
        states["Store Tweet"].Catch.shift();
        delete states["Taken Already"];
      }),
    },
    fails: [once],
  },
  {
    mistake: "the one that comes second texts all the same",
    edit: {
      "tweetbot.asl.json": definition(({ States: states }) => {
        states["Store Tweet"].Catch[0].Next = "Message";
        delete states["Taken Already"];
      }),
    },
    fails: [once, second],
  },
  {
    mistake: "only the branch of the one that comes second ends well",
    edit: {
      "tweetbot.asl.json": definition(({ States: states }) => {
        const { "Generate Message": write, "Store Tweet": store } = states;
        const branch = (name: string, { Next: _, ...state }: { Next: string }, ...ends: string[]) => ({
          StartAt: name,
          States: {
            [name]: { ...state, End: true },
            ...Object.fromEntries(ends.map(end => [end, states[end]])),
          },
        });
        states.Wait.Next = "Write and Store";
        states["Write and Store"] = {
          Type: "Parallel",
          Branches: [
            branch("Generate Message", write, "Message Not Generated"),
            branch("Store Tweet", store, "Tweet Not Stored", "Taken Already"),
          ],
          OutputPath: "$[0]",
          Next: "Message",
        };
        const moved = [
          "Generate Message",
          "Message Not Generated",
          "Store Tweet",
          "Tweet Not Stored",
          "Taken Already",
        ];
        for (const name of moved) delete states[name];
      }),
    },
    fails: [once, written],
  },
  {
    mistake: "a condition that does not hold is tried again",
    edit: { "tweetbot.asl.json": definition(({ States: states }) => states["Store Tweet"].Retry.shift()) },
    fails: [second],
  },
  {
    mistake: "the table is asked first, and another execution may come in between",
    edit: {
      "tweetbot.asl.json": definition(({ States: states }) => {
        const { ConditionExpression, ExpressionAttributeValues, ...put } = states["Store Tweet"].Parameters;
        states["Store Tweet"].Parameters = put;
        states["Store Tweet"].Catch.shift();
        states["Generate Message"].Next = "Ask";
        states.Ask = {
          Type: "Task",
          Resource: "arn:aws:states:::dynamodb:getItem",
          Parameters: { TableName: put.TableName, Key: { id: put.Item.id }, ConsistentRead: true },
          ResultPath: "$.stored",
          Next: "Is it there?",
        };
        states["Is it there?"] = {
          Type: "Choice",
          Choices: [{ Variable: "$.stored.Item", IsPresent: true, Next: "Taken Already" }],
          Default: "Store Tweet",
        };
      }),
      "template.yaml": replace("dynamodb:PutItem", "[dynamodb:GetItem, dynamodb:PutItem]"),
    },
    fails: [second],
  },
  {
    mistake: "an execution that has stored the tweet is taken for another one",
    edit: {
      "tweetbot.asl.json": definition(({ States: states }) => {
        states["Store Tweet"].Parameters.ConditionExpression = "attribute_not_exists(id)";
        delete states["Store Tweet"].Parameters.ExpressionAttributeValues;
      }),
    },
    fails: [repeated],
  },
  {
    mistake: "the tweet is stored first of all",
    edit: {
      "tweetbot.asl.json": definition(({ States: states }) => {
        states.Wait.Next = "Store Tweet";
        states["Store Tweet"].Next = "Generate Message";
        states["Generate Message"].Next = "Message";
      }),
    },
    fails: [written],
  },
  {
    mistake: "whatever goes wrong with the table ends well",
    edit: {
      "tweetbot.asl.json": definition(({ States: states }) => {
        states["Store Tweet"].Catch = [{ ErrorEquals: ["States.ALL"], Next: "Taken Already" }];
        delete states["Tweet Not Stored"];
      }),
    },
    fails: [unstorable],
  },
  {
    mistake: "Find Tweet no longer says when the tweet may be forgotten",
    edit: {
      "handlers/find-tweet.ts": replace(
        "{ searchText, phoneNumber, tweet, expiresAt:",
        "{ searchText, phoneNumber, tweet, until:",
      ),
    },
    fails: [whole],
  },
  {
    mistake: "the table never forgets a tweet",
    edit: {
      "tweetbot.asl.json": definition(({ States: states }) => {
        delete states["Store Tweet"].Parameters.Item.ttl;
      }),
    },
    fails: [written],
  },
  {
    mistake: "a put is tried once only",
    edit: { "tweetbot.asl.json": definition(({ States: states }) => states["Store Tweet"].Retry.pop()) },
    fails: [unstorable],
  },
] satisfies BrokenVariant[];

export const exempt: Exempt = {
  "tweetbot\\.asl\\.json States\\.Generate Message\\.(Retry|TimeoutSeconds|ResultSelector\\.(encoding|segments)).*":
    "Moved as it was in the step, whose own checks prove it.",
  "tweetbot\\.asl\\.json States\\.Store Tweet\\.(TimeoutSeconds|Retry\\.1\\.JitterStrategy)":
    "Moved as it was in the step, whose own checks prove it.",
  "tweetbot\\.asl\\.json States\\.Store Tweet\\.Catch\\.0\\.ResultPath":
    "The execution ends there: the output of one that does not text is nobody's.",
  "tweetbot\\.asl\\.json States\\.(Message Not Generated|Tweet Not Stored)\\.CausePath":
    "Moved as it was in the step, whose own checks prove it.",
};
