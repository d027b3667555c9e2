import { CreateStateMachineCommand, SFNClient } from "@aws-sdk/client-sfn";
import type { Target } from "../../targets/index.ts";

// State machines that show what can become of an execution, without any function: what is shown of them is the same
// wherever they run.

/** A task that is refused: there is no such function. */
const refused = {
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Parameters: { FunctionName: "no-such-function" },
} as const;

const wait = (seconds: number, next: object = { End: true }) => ({ Type: "Wait", Seconds: seconds, ...next });

/** Names and texts that try to become part of the page, or to hide what is beside them. */
export const attacks = {
  html: `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`,
  style: `"><style>*{display:none}</style>`,
  bidi: "safe\u202egnp.exe",
  template: "{{7*7}}${7*7}",
};

/** Their definitions, by what they show. */
export const samples = {
  waits: {
    StartAt: "Say Hello",
    States: {
      "Say Hello": { Type: "Wait", SecondsPath: "$.seconds", Next: "Done" },
      Done: { Type: "Succeed" },
    },
  },
  fails: {
    StartAt: "Look",
    States: {
      Look: { Type: "Pass", Next: "Give Up" },
      "Give Up": { Type: "Fail", Error: "NothingThere", Cause: "There was nothing to be found." },
    },
  },
  retries: {
    StartAt: "Try Hard",
    States: {
      "Try Hard": {
        ...refused,
        Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 3 }],
        End: true,
      },
    },
  },
  catches: {
    StartAt: "Try",
    States: {
      Try: {
        ...refused,
        Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "Make Do" }],
        Next: "Use It",
      },
      "Use It": { Type: "Pass", End: true },
      "Make Do": { Type: "Pass", End: true },
    },
  },
  "times-out": { TimeoutSeconds: 2, StartAt: "Too Long", States: { "Too Long": wait(60) } },
  "waits-an-hour": {
    StartAt: "An Hour",
    States: { "An Hour": wait(3600, { Next: "At Last" }), "At Last": { Type: "Pass", End: true } },
  },
  "runs-beside": {
    StartAt: "Both",
    States: {
      Both: {
        Type: "Parallel",
        Branches: [
          {
            StartAt: "One",
            States: { One: { Type: "Wait", SecondsPath: "$.one", Next: "One More" }, "One More": wait(2) },
          },
          { StartAt: "Two", States: { Two: { Type: "Wait", SecondsPath: "$.two", End: true } } },
        ],
        ResultPath: "$.both",
        End: true,
      },
    },
  },
  maps: {
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        ItemsPath: "$.items",
        MaxConcurrency: 2,
        ItemProcessor: {
          ProcessorConfig: { Mode: "INLINE" },
          StartAt: "Is It Good?",
          States: {
            "Is It Good?": {
              Type: "Choice",
              Choices: [{ Variable: "$.good", BooleanEquals: true, Next: "Take It" }],
              Default: "Refuse It",
            },
            "Take It": { Type: "Pass", End: true },
            "Refuse It": { Type: "Fail", Error: "Bad", Cause: "This item is not good." },
          },
        },
        End: true,
      },
    },
  },
  loops: {
    StartAt: "Count",
    States: {
      Count: {
        Type: "Pass",
        Parameters: { "n.$": "States.MathAdd($.n, 1)" },
        Next: "Enough?",
      },
      "Enough?": {
        Type: "Choice",
        Choices: [{ Variable: "$.n", NumericLessThan: 3, Next: "Count" }],
        Default: "Enough",
      },
      Enough: { Type: "Succeed" },
    },
  },
  asks: {
    StartAt: "Ask",
    States: {
      Ask: {
        Type: "Task",
        Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        Parameters: {
          "QueueUrl.$": "$.queue",
          MessageBody: { question: "May I?", "token.$": "$$.Task.Token" },
        },
        ResultPath: "$.answer",
        Next: "Thanks",
      },
      Thanks: { Type: "Pass", End: true },
    },
  },
  "starts-another": {
    StartAt: "Start It",
    States: {
      "Start It": {
        Type: "Task",
        Resource: "arn:aws:states:::states:startExecution.sync:2",
        Parameters: { "StateMachineArn.$": "$.machine", Input: { seconds: 0 } },
        End: true,
      },
    },
  },
  distributes: {
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        Label: "Each",
        ItemsPath: "$.items",
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          StartAt: "Work",
          States: { Work: { Type: "Pass", End: true } },
        },
        End: true,
      },
    },
  },
  attacks: {
    StartAt: attacks.html,
    States: {
      [attacks.html]: { Type: "Pass", Next: attacks.bidi },
      [attacks.bidi]: {
        Type: "Choice",
        Choices: [{ Variable: "$.text", StringEquals: attacks.style, Next: attacks.template }],
        Default: attacks.style,
      },
      [attacks.style]: { Type: "Fail", Error: attacks.html, Cause: `${attacks.style} ${attacks.bidi}` },
      [attacks.template]: { Type: "Pass", End: true },
    },
  },
} as const;

export type Sample = keyof typeof samples;

/** Makes these state machines; returns their ARNs. */
export async function makeSamples<Name extends Sample>(
  target: Target,
  names: readonly Name[],
): Promise<Record<Name, string>> {
  const sfn = target.client(SFNClient);
  const made = names.map(async name => {
    const { stateMachineArn = "" } = await sfn.send(
      new CreateStateMachineCommand({
        name,
        roleArn: "arn:aws:iam::000000000000:role/samples",
        definition: JSON.stringify(samples[name]),
      }),
    );
    return [name, stateMachineArn] as const;
  });
  return Object.fromEntries(await Promise.all(made)) as Record<Name, string>;
}
