import { type BrokenVariant, definition, type Exempt, replace } from "../../scripts/verify/broken-variant.ts";

const answer = "Hello calls the function, which answers with the greeting";
const greeting = "The output is the input with the greeting at taskresult";
const order = "The states run in order: Wait Before, Hello, Wait After";
const retries = "Hello tries again when Lambda has a bad moment, each try for at most 30 seconds";
const machineRole = "The state machine may only invoke the function";

/** A role that functions and state machines may have, and that allows everything. */
const looseRole = `  LooseRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: [lambda.amazonaws.com, states.amazonaws.com] }
            Action: sts:AssumeRole
      Policies:
        - PolicyName: anything
          PolicyDocument:
            Version: "2012-10-17"
            Statement: { Effect: Allow, Action: "*", Resource: "*" }

`;

export default [
  {
    mistake: "the greeting is another one",
    edit: { "handlers/hello.ts": replace("Hello 102 Class", "Hello class") },
    fails: [answer, greeting],
  },
  {
    mistake: "the result replaces the input",
    edit: { "starter.asl.json": definition(machine => delete machine.States.Hello.ResultPath) },
    fails: [greeting, "The deployed definition is the one in this folder"],
  },
  {
    mistake: "the first wait is left out",
    edit: {
      "starter.asl.json": definition(machine => {
        machine.StartAt = "Hello";
        delete machine.States["Wait Before"];
      }),
    },
    fails: [order, "Wait Before takes 5 seconds"],
  },
  {
    mistake: "the second wait is left out",
    edit: {
      "starter.asl.json": definition(machine => {
        machine.States.Hello = { ...machine.States.Hello, Next: undefined, End: true };
        delete machine.States["Wait After"];
      }),
    },
    fails: [order, "Wait After takes 5 seconds"],
  },
  {
    mistake: "Wait After takes a second too long, which the clock can't tell",
    edit: { "starter.asl.json": definition(machine => (machine.States["Wait After"].Seconds = 6)) },
    fails: ["Wait After takes 5 seconds"],
  },
  {
    mistake: "the waits are too short and too long",
    edit: {
      "starter.asl.json": definition(machine => {
        machine.States["Wait Before"].Seconds = 1;
        machine.States["Wait After"].Seconds = 8;
      }),
    },
    fails: ["Wait Before takes 5 seconds", "Wait After takes 5 seconds"],
  },
  {
    mistake: "the function greets before the first wait",
    edit: {
      "starter.asl.json": definition(machine => {
        machine.StartAt = "Hello";
        machine.States.Hello.Next = "Wait Before";
        machine.States["Wait Before"].Next = "Wait After";
      }),
    },
    fails: [order],
  },
  {
    mistake: "the function throws",
    edit: {
      "handlers/hello.ts": replace('return "Hello 102 Class"', 'throw new Error("No greeting today")'),
    },
    fails: ["The execution succeeds"],
  },
  {
    mistake: "Hello calls nothing and makes the greeting up",
    edit: {
      "starter.asl.json": definition(machine => {
        machine.States.Hello = {
          Comment: "${HelloFunctionArn}",
          Type: "Pass",
          Result: "Hello 102 Class",
          ResultPath: "$.taskresult",
          Next: "Wait After",
        };
      }),
    },
    fails: [answer],
  },
  {
    mistake: "Hello is not tried again",
    edit: { "starter.asl.json": definition(machine => delete machine.States.Hello.Retry) },
    fails: [retries],
  },
  {
    mistake: "Hello may take as long as it likes",
    edit: { "starter.asl.json": definition(machine => delete machine.States.Hello.TimeoutSeconds) },
    fails: [retries],
  },
  {
    mistake: "all tries come back at the same moment",
    edit: { "starter.asl.json": definition(machine => delete machine.States.Hello.Retry[0].JitterStrategy) },
    fails: [retries],
  },
  {
    mistake: "errors of the function itself are tried again, too",
    edit: {
      "starter.asl.json": definition(machine => (machine.States.Hello.Retry[0].ErrorEquals = ["States.ALL"])),
    },
    fails: [retries],
  },
  {
    mistake: "the function and the state machine have another role, which allows everything",
    edit: {
      "template.yaml": text =>
        text
          .replace("Role: !GetAtt HelloRole.Arn", "Role: !GetAtt LooseRole.Arn")
          .replace("RoleArn: !GetAtt StateMachineRole.Arn", "RoleArn: !GetAtt LooseRole.Arn")
          .replace("  StateMachineRole:\n", `${looseRole}  StateMachineRole:\n`),
    },
    fails: [machineRole, "The function may only write its own logs"],
  },
  {
    mistake: "the function may write to every log group",
    edit: { "template.yaml": replace("Resource: !GetAtt HelloLogGroup.Arn", 'Resource: "*"') },
    fails: ["The function may only write its own logs"],
  },
  {
    mistake: "the state machine may invoke every function",
    edit: { "template.yaml": replace("Resource: !GetAtt HelloFunction.Arn", 'Resource: "*"') },
    fails: [machineRole],
  },
  {
    mistake: "the state machine may do more than invoke",
    edit: {
      "template.yaml": replace(
        "Action: lambda:InvokeFunction",
        "Action: [lambda:InvokeFunction, lambda:GetFunction]",
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

export const exempt: Exempt = {};
