import {
  type BrokenVariant,
  definition,
  type Exempt,
  replace,
  replaceIn,
} from "../../scripts/verify/broken-variant.ts";

const role = "The API may only start executions of this machine, and describe and stop these";
const hello = "GET /hello starts an execution with an empty input";
const start = "POST /action/start answers with executionArn and startDate";
const body = "The body of POST /action/start is the execution's input";
const input = "The input arrives as it was sent, and chooses neither state machine nor name";
const refused = "What Step Functions refuses is answered with 400 and its message";
const answers = "GET /hello and POST /action/start answer with 200, 400 and 502";
const mapped = "A body whose type has no mapping template is refused with 415";
const object = "POST /action/start refuses a body that is not a JSON object with 400";
const status = "POST /action/status tells RUNNING, then SUCCEEDED with the input and the greeting";
const statusMistakes = "POST /action/status handles mistakes as POST /action/start does";
const statusForeign =
  "POST /action/status refuses executions of other state machines before Step Functions is asked";
const stop = "POST /action/stop aborts an execution and passes error and cause on";
const stoppedLate = "Stopping a finished execution changes nothing";
const stopMistakes = "POST /action/stop handles mistakes as POST /action/start does";
const stopForeign =
  "POST /action/stop refuses executions of other state machines before Step Functions is asked";
const unstoppable = "POST /action/stop refuses an error and a cause that Step Functions would not take";
const plan = "The key's usage plan allows 100 calls a second, 200 at once, 5,000 a month";
const keys = "Every method refuses calls without a key, and with a wrong one";

export default [
  {
    mistake: "the API may describe and stop every execution",
    edit: { "template.yaml": replace("execution:${StateMachine.Name}:*", "execution:*:*") },
    fails: [role],
  },
  {
    mistake: "GET /hello describes executions",
    edit: { "template.yaml": replaceIn("GetHello", "action/StartExecution", "action/DescribeExecution") },
    fails: [hello],
  },
  {
    mistake: "GET /hello calls with the state machine's own role",
    edit: { "template.yaml": replaceIn("GetHello", "ApiRole.Arn", "StateMachineRole.Arn") },
    fails: [hello],
  },
  {
    mistake: "GET /hello answers by itself",
    edit: {
      "template.yaml": replaceIn("GetHello", "Type: AWS\n", "Type: MOCK\n"),
    },
    fails: [hello],
  },
  {
    mistake: "POST /action/start describes executions",
    edit: { "template.yaml": replaceIn("PostStart", "action/StartExecution", "action/DescribeExecution") },
    fails: [start],
  },
  {
    mistake: "the deployment waits for GET /hello only",
    edit: { "template.yaml": replace("[GetHello, PostStart, PostStatus, PostStop]", "[GetHello]") },
    fails: [start],
  },
  {
    mistake: "the input is not escaped",
    edit: {
      "template.yaml": replace(
        `$util.escapeJavaScript($input.json('$')).replaceAll("\\\\'", "'")`,
        "$input.json('$')",
      ),
    },
    fails: [start],
  },
  {
    mistake: "the body is not passed on",
    edit: {
      "template.yaml": replaceIn(
        "PostStart",
        `$util.escapeJavaScript($input.json('$')).replaceAll("\\\\'", "'")`,
        "{}",
      ),
    },
    fails: [body],
  },
  {
    mistake: "single quotes stay escaped",
    edit: { "template.yaml": replace(`.replaceAll("\\\\'", "'")`, "") },
    fails: [input],
  },
  {
    mistake: "the caller chooses the execution's name",
    edit: {
      "template.yaml": replaceIn(
        "PostStart",
        '"input": "$util',
        `"name": "x$input.path('$.name')", "input": "$util`,
      ),
    },
    fails: [input],
  },
  {
    mistake: "what Step Functions refuses is answered with 502",
    edit: { "template.yaml": replaceIn("PostStart", "SelectionPattern: 4\\d{2}", "SelectionPattern: 4xx") },
    fails: [refused, answers],
  },
  {
    mistake: "what Step Functions refuses is answered without its message",
    edit: {
      "template.yaml": replaceIn(
        "PostStart",
        `{ "message": $input.json('$.message') }`,
        `{ "error": $input.json('$.message') }`,
      ),
    },
    fails: [refused],
  },
  {
    mistake: "a method does not declare what its integration answers with",
    edit: {
      "template.yaml": replaceIn(
        "GetHello",
        '        - StatusCode: "400"\n        - StatusCode: "502"\n',
        '        - StatusCode: "400"\n',
      ),
    },
    fails: [answers],
  },
  {
    mistake: "POST /action/start lets other bodies pass as they are",
    edit: {
      "template.yaml": replaceIn(
        "PostStart",
        "PassthroughBehavior: NEVER",
        "PassthroughBehavior: WHEN_NO_MATCH",
      ),
    },
    fails: [mapped],
  },
  {
    mistake: "GET /hello lets bodies pass as they are",
    edit: { "template.yaml": replaceIn("GetHello", "        PassthroughBehavior: NEVER\n", "") },
    fails: [mapped],
  },
  {
    mistake: "the body of POST /action/start is not validated",
    edit: {
      "template.yaml": replaceIn(
        "PostStart",
        "RequestValidatorId: !Ref BodyValidator",
        "OperationName: Start",
      ),
    },
    fails: [object],
  },
  {
    mistake: "POST /action/status starts executions",
    edit: { "template.yaml": replaceIn("PostStatus", "action/DescribeExecution", "action/StartExecution") },
    fails: [status],
  },
  {
    mistake: "the result replaces the input",
    edit: { "starter.asl.json": definition(machine => delete machine.States.Hello.ResultPath) },
    fails: [hello, status, "The deployed definition is the one in this folder"],
  },
  {
    mistake: "POST /action/status answers mistakes with 502",
    edit: { "template.yaml": replaceIn("PostStatus", "SelectionPattern: 4\\d{2}", "SelectionPattern: 4xx") },
    fails: [statusMistakes],
  },
  {
    mistake: "POST /action/status lets other bodies pass as they are",
    edit: { "template.yaml": replaceIn("PostStatus", "        PassthroughBehavior: NEVER\n", "") },
    fails: [statusMistakes],
  },
  {
    mistake: "the body of POST /action/status is not validated",
    edit: {
      "template.yaml": replaceIn(
        "PostStatus",
        "RequestValidatorId: !Ref BodyValidator",
        "OperationName: Status",
      ),
    },
    fails: [statusForeign],
  },
  {
    mistake: "the model of POST /action/status is not for objects only",
    edit: { "template.yaml": replaceIn("StatusModel", "        type: object\n", "") },
    fails: [statusForeign],
  },
  {
    mistake: "POST /action/stop keeps error and cause to itself",
    edit: {
      "template.yaml": replaceIn(
        "PostStop",
        "$input.json('$')",
        `{ "executionArn": $input.json('$.executionArn') }`,
      ),
    },
    fails: [stop],
  },
  {
    mistake: "what StopExecution answers is hidden",
    edit: {
      "template.yaml": replaceIn(
        "PostStop",
        "SelectionPattern: 2\\d{2}",
        "SelectionPattern: 2\\d{2}\n            ResponseTemplates: { application/json: '{}' }",
      ),
    },
    fails: [stop],
  },
  {
    mistake: "what StopExecution refuses is answered with 502",
    edit: { "template.yaml": replaceIn("PostStop", "SelectionPattern: 4\\d{2}", "SelectionPattern: 4xx") },
    fails: [stoppedLate, stopMistakes],
  },
  {
    mistake: "POST /action/stop takes executions of every machine whose name begins alike",
    edit: { "template.yaml": replaceIn("StopModel", "${StateMachine.Name}:", "${StateMachine.Name}.*:") },
    fails: [stopForeign],
  },
  {
    mistake: "POST /action/status takes what only ends as an ARN of this machine's executions",
    edit: { "template.yaml": replaceIn("StatusModel", "!Sub ^arn", "!Sub arn") },
    fails: [statusForeign],
  },
  {
    mistake: "POST /action/status takes no names but those that Step Functions makes up",
    edit: { "template.yaml": replaceIn("StatusModel", "[A-Za-z0-9_-]{1,80}", "[a-z0-9-]{36}") },
    fails: [statusForeign],
  },
  {
    mistake: "POST /action/stop takes no long causes",
    edit: { "template.yaml": replaceIn("StopModel", "maxLength: 32768", "maxLength: 256") },
    fails: [unstoppable],
  },
  {
    mistake: "POST /action/stop wants an error, and no names but those that Step Functions makes up",
    edit: {
      "template.yaml": text =>
        replaceIn(
          "StopModel",
          "[executionArn]",
          "[executionArn, error]",
        )(replaceIn("StopModel", "[A-Za-z0-9_-]{1,80}", "[a-z0-9-]{36}")(text)),
    },
    fails: [stopForeign, unstoppable],
  },
  {
    mistake: "error and cause may be anything",
    edit: {
      "template.yaml": text => text.replace(/(error|cause): \{ type: string, maxLength: \d+ \}/g, "$1: {}"),
    },
    fails: [unstoppable],
  },
  {
    mistake: "the key may be used without end",
    edit: { "template.yaml": replace("Quota: { Limit: 5000, Period: MONTH }", "") },
    fails: [plan],
  },
  {
    mistake: "POST /action/stop needs no key",
    edit: { "template.yaml": replaceIn("PostStop", "ApiKeyRequired: true", "ApiKeyRequired: false") },
    fails: [keys],
  },
  {
    mistake: "an endpoint that nobody asked for needs no key",
    edit: {
      "template.yaml": text => {
        const [hello = ""] = /^ {2}GetHello:\n(?: {4}.*\n)+/m.exec(text) ?? [];
        const spare = hello.replace("GetHello", "GetAction").replace("HelloResource", "ActionResource");
        return text
          .replace(hello, () => `${hello}\n${spare.replace("ApiKeyRequired: true", "ApiKeyRequired: false")}`)
          .replace("[GetHello, ", "[GetHello, GetAction, ");
      },
    },
    fails: [keys],
  },
  {
    mistake: "Hello is not tried again, and everybody may use the roles",
    edit: {
      "starter.asl.json": definition(machine => delete machine.States.Hello.Retry),
      "template.yaml": text =>
        text
          .replace("Resource: !GetAtt HelloLogGroup.Arn", 'Resource: "*"')
          .replace(/ {12}Condition:\n {14}StringEquals: \{ "aws:SourceAccount.*\n/, ""),
    },
    fails: [
      "Hello tries again when Lambda has a bad moment, each try for at most 30 seconds",
      "The function may only write its own logs",
      "The state machine may only invoke the function",
    ],
  },
  {
    mistake: "a log is kept forever",
    edit: { "template.yaml": replace("      RetentionInDays: 7\n", "") },
    fails: ["Each function logs into a log group of the stack, which keeps it for 7 days"],
  },
] satisfies BrokenVariant[];

export const exempt: Exempt = {
  "template\\.yaml Parameters\\.AccessLogs.*": "Off by default: api.test.ts turns it on.",
  "template\\.yaml Resources\\.(ApiLogGroup|ApiStage\\.Properties\\.AccessLogSetting).*":
    "Only there when the calls are logged: api.test.ts turns that on.",
  "template\\.yaml Resources\\.Api\\.Properties(\\.Name|\\.EndpointConfiguration.*)?":
    "Any name and any kind of endpoint will do.",
  "template\\.yaml Resources\\.\\w+Model\\.Properties\\.(ContentType|Schema\\.\\$schema)":
    "JSON and draft 4 are API Gateway's defaults.",
  "template\\.yaml Resources\\.\\w+\\.Properties\\.AuthorizationType": "NONE is the default.",
  "template\\.yaml Resources\\.\\w+\\.Properties\\.Integration\\.IntegrationResponses\\.\\d\\.ResponseTemplates.*":
    "The words of an error: the contract asks for a message, which API Gateway passes on as it is.",
  "template\\.yaml Resources\\.ApiKey\\.Properties(\\.Enabled)?":
    "The local target takes a key that is not enabled. On AWS it opens nothing, and the checks fail.",
};
