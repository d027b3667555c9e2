import {
  type BrokenVariant,
  type Exempt,
  replace,
  replaceIn,
} from "../../../scripts/verify/broken-variant.ts";

const lists = "GET /executions lists the five newest executions of this machine";
const mistakes = "GET /executions handles mistakes as the other methods do";
const keys = "GET /executions refuses calls without a key, and with a wrong one";
const role = "The API may also list the executions of this machine, and do nothing else";

/** What the step's own solution lacks. */
export const unsolved = [lists, mistakes, keys, role];

export default [
  {
    mistake: "the API may list executions on the executions, where nothing is listed",
    edit: {
      "template.yaml": text =>
        text
          .replace("[states:StartExecution, states:ListExecutions]", "states:StartExecution")
          .replace("[states:DescribeExecution, ", "[states:ListExecutions, states:DescribeExecution, "),
    },
    fails: [role],
  },
  {
    mistake: "the API may list the executions of every machine",
    edit: {
      "template.yaml": replace(
        "[states:StartExecution, states:ListExecutions]\n                Resource: !Ref StateMachine\n",
        'states:StartExecution\n                Resource: !Ref StateMachine\n              - Effect: Allow\n                Action: states:ListExecutions\n                Resource: "*"\n',
      ),
    },
    fails: [role],
  },
  {
    mistake: "all executions are listed",
    edit: { "template.yaml": replace(', "maxResults": 5', "") },
    fails: [lists],
  },
  {
    mistake: "the caller says which machine's executions are listed",
    edit: {
      "template.yaml": replaceIn(
        "GetExecutions",
        '"${StateMachine}"',
        "\"$input.params('stateMachineArn')\"",
      ),
    },
    fails: [lists],
  },
  {
    mistake: "the state machines are listed",
    edit: {
      "template.yaml": replaceIn("GetExecutions", "action/ListExecutions", "action/ListStateMachines"),
    },
    fails: [lists],
  },
  {
    mistake: "it calls with the state machine's own role",
    edit: { "template.yaml": replaceIn("GetExecutions", "ApiRole.Arn", "StateMachineRole.Arn") },
    fails: [mistakes],
  },
  {
    mistake: "it answers mistakes with 502",
    edit: {
      "template.yaml": replaceIn("GetExecutions", "SelectionPattern: 4\\d{2}", "SelectionPattern: 4xx"),
    },
    fails: [mistakes],
  },
  {
    mistake: "it lets bodies pass as they are",
    edit: {
      "template.yaml": replaceIn("GetExecutions", "        PassthroughBehavior: NEVER\n", ""),
    },
    fails: [mistakes],
  },
  {
    mistake: "it needs no key",
    edit: {
      "template.yaml": replaceIn("GetExecutions", "ApiKeyRequired: true", "ApiKeyRequired: false"),
    },
    fails: [keys],
  },
] satisfies BrokenVariant[];

export const exempt: Exempt = {
  "template\\.yaml Resources\\.GetExecutions\\.Properties\\.AuthorizationType": "NONE is the default.",
  "template\\.yaml Resources\\.GetExecutions\\.Properties\\.Integration\\.IntegrationResponses\\.\\d\\.ResponseTemplates.*":
    "The words of an error: the contract asks for a message, which API Gateway passes on as it is.",
};
