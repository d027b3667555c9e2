import { type BrokenVariant, definition, type Exempt, replace } from "../../scripts/verify/broken-variant.ts";

const start = "POST /action/start answers with executionArn and startDate";
const status = "POST /action/status tells RUNNING, then SUCCEEDED with the input and the greeting";
const hello = "GET /hello starts an execution with an empty input";
const stop = "POST /action/stop aborts an execution and passes error and cause on";
const stoppedLate = "Stopping a finished execution changes nothing";
const input = "The input arrives as it was sent, and chooses neither state machine nor name";
const refused = "Whatever Step Functions can't take is answered with 4xx and a message";
const foreign = "Executions of other state machines are refused before Step Functions is asked";
const keys = "Every method refuses calls without a key, and with a wrong one";
const role = "The API may only start executions of this machine, and describe and stop these";

/** An edit of one method or model of the template: from its logical id to the next one. */
function edit(logicalId: string, from: string, to: string): (text: string) => string {
  const resource = new RegExp(`^  ${logicalId}:\n(?:    .*\n|\n)+`, "m");
  return text => text.replace(resource, whole => whole.replaceAll(from, () => to));
}

export default [
  {
    mistake: "POST /action/start describes executions",
    edit: { "template.yaml": edit("PostStart", "action/StartExecution", "action/DescribeExecution") },
    fails: [start],
  },
  {
    mistake: "POST /action/status starts executions",
    edit: { "template.yaml": edit("PostStatus", "action/DescribeExecution", "action/StartExecution") },
    fails: [status],
  },
  {
    mistake: "GET /hello describes executions",
    edit: { "template.yaml": edit("GetHello", "action/StartExecution", "action/DescribeExecution") },
    fails: [hello],
  },
  {
    mistake: "the result replaces the input",
    edit: { "starter.asl.json": definition(machine => delete machine.States.Hello.ResultPath) },
    fails: [status, "The deployed definition is the one in this folder"],
  },
  {
    mistake: "POST /action/stop keeps error and cause to itself",
    edit: {
      "template.yaml": edit(
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
      "template.yaml": edit(
        "PostStop",
        "SelectionPattern: 2\\d{2}",
        "SelectionPattern: 2\\d{2}\n            ResponseTemplates: { application/json: '{}' }",
      ),
    },
    fails: [stop],
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
    mistake: "single quotes stay escaped",
    edit: { "template.yaml": replace(`.replaceAll("\\\\'", "'")`, "") },
    fails: [input],
  },
  {
    mistake: "the caller chooses the execution's name",
    edit: {
      "template.yaml": edit(
        "PostStart",
        '"input": "$util',
        `"name": "x$input.path('$.name')", "input": "$util`,
      ),
    },
    fails: [input],
  },
  {
    mistake: "the body of POST /action/start is not validated",
    edit: {
      "template.yaml": edit("PostStart", "RequestValidatorId: !Ref BodyValidator", "OperationName: Start"),
    },
    fails: ["A body that is not a JSON object is refused with 400"],
  },
  {
    mistake: "the body of POST /action/status is not validated",
    edit: {
      "template.yaml": edit("PostStatus", "RequestValidatorId: !Ref BodyValidator", "OperationName: Status"),
    },
    fails: [foreign],
  },
  {
    mistake: "the model of POST /action/status is not for objects only",
    edit: { "template.yaml": edit("StatusModel", "        type: object\n", "") },
    fails: ["A body that is not a JSON object is refused with 400"],
  },
  {
    mistake: "POST /action/stop takes executions of every machine whose name begins alike",
    edit: { "template.yaml": edit("StopModel", "${StateMachine.Name}:", "${StateMachine.Name}.*:") },
    fails: [foreign],
  },
  {
    mistake: "what Step Functions refuses is answered with 502",
    edit: { "template.yaml": edit("PostStart", "SelectionPattern: 4\\d{2}", "SelectionPattern: 4xx") },
    fails: [refused],
  },
  {
    mistake: "what StopExecution refuses is answered with 502",
    edit: { "template.yaml": edit("PostStop", "SelectionPattern: 4\\d{2}", "SelectionPattern: 4xx") },
    fails: [stoppedLate, refused],
  },
  {
    mistake: "POST /action/stop needs no key",
    edit: { "template.yaml": edit("PostStop", "ApiKeyRequired: true", "ApiKeyRequired: false") },
    fails: [keys],
  },
  {
    mistake: "the key may be used without end",
    edit: { "template.yaml": replace("Quota: { Limit: 5000, Period: MONTH }", "") },
    fails: ["The usage plan allows 100 calls a second, 200 at once, 5,000 a month"],
  },
  {
    mistake: "the API may describe and stop every execution",
    edit: { "template.yaml": replace("execution:${StateMachine.Name}:*", "execution:*:*") },
    fails: [role],
  },
  {
    mistake: "error and cause may be anything",
    edit: {
      "template.yaml": text => text.replace(/(error|cause): \{ type: string, maxLength: \d+ \}/g, "$1: {}"),
    },
    fails: ["POST /action/stop refuses an error and a cause that Step Functions would not take"],
  },
  {
    mistake: "a method does not declare what its integration answers with",
    edit: {
      "template.yaml": edit(
        "GetHello",
        '        - StatusCode: "400"\n        - StatusCode: "502"\n',
        '        - StatusCode: "400"\n',
      ),
    },
    fails: ["Each method calls its action with the API's role, and answers with 200, 400 and 502"],
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
