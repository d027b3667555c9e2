import {
  APIGatewayClient,
  CreateRequestValidatorCommand,
  GetResourcesCommand,
  GetRestApisCommand,
  UpdateMethodCommand,
} from "@aws-sdk/client-api-gateway";
import { DescribeExecutionCommand, SFNClient } from "@aws-sdk/client-sfn";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startBoth, type TestEmulator, until } from "./emulators.ts";

const role = { "Fn::GetAtt": ["Role", "Arn"] };
const machine = { Ref: "Machine" };
const integration = (action: string, template: unknown, responses: object[], more: object = {}) => ({
  Type: "AWS",
  IntegrationHttpMethod: "POST",
  Uri: { "Fn::Sub": `arn:aws:apigateway:\${AWS::Region}:states:action/${action}` },
  Credentials: role,
  RequestTemplates: { "application/json": template },
  IntegrationResponses: responses,
  ...more,
});

// The three methods as a course's API has them, then one for each thing that may go wrong.
const methods: Record<string, object> = {
  start: {
    Integration: integration(
      "StartExecution",
      {
        "Fn::Sub": [
          `#set($input_text = $util.escapeJavaScript($input.json('$')).replaceAll("\\\\'", "'"))
           {"stateMachineArn": "\${Arn}", "name": "$context.requestId", "input": "$input_text"}`,
          { Arn: machine },
        ],
      },
      [
        {
          StatusCode: "200",
          ResponseTemplates: { "application/json": `{"execution": $input.json('$.executionArn')}` },
          ResponseParameters: {
            "method.response.header.X-Execution": "integration.response.body.executionArn",
          },
        },
        {
          StatusCode: "400",
          SelectionPattern: "4\\d{2}",
          ResponseTemplates: {
            "application/json": `{"type": $input.json('$.__type'), "text": "$input.path('$.message')"}`,
          },
        },
      ],
    ),
    RequestValidatorId: { Ref: "Validator" },
    RequestModels: { "application/json": { Ref: "Model" } },
  },
  describe: {
    Integration: integration("DescribeExecution", `{"executionArn": $input.json('$.execution')}`, [
      { StatusCode: "200" },
      {
        StatusCode: "404",
        SelectionPattern: "400",
        ResponseTemplates: { "application/json": "$input.json('$.__type')" },
      },
    ]),
  },
  stop: {
    Integration: integration(
      "StopExecution",
      `{"executionArn": "$input.params('execution')", "cause": "$stageVariables.cause"}`,
      [{ StatusCode: "200" }],
    ),
  },
  conditional: { Integration: integration("StopExecution", "#if(true){}#end", [{ StatusCode: "200" }]) },
  verbatim: { Integration: integration("DescribeExecution", undefined, [{ StatusCode: "200" }]) },
  unmapped: {
    Integration: integration("DescribeExecution", undefined, [
      { StatusCode: "200", SelectionPattern: "200" },
    ]),
  },
  strict: {
    Integration: integration("DescribeExecution", "{}", [{ StatusCode: "200" }], {
      PassthroughBehavior: "WHEN_NO_TEMPLATES",
    }),
  },
  validated: {
    Integration: integration("StopExecution", "{}", [{ StatusCode: "200" }], {
      PassthroughBehavior: "NEVER",
    }),
    RequestValidatorId: { Ref: "Validator" },
    RequestModels: { "application/json": { Ref: "Model" } },
  },
  // It waits for the deployment, which all others come before.
  late: { Integration: integration("DescribeExecution", "{}", [{ StatusCode: "200" }]) },
};

const resources = Object.entries(methods).flatMap(([name, method]) => [
  [
    `Resource${name}`,
    {
      Type: "AWS::ApiGateway::Resource",
      Properties: {
        RestApiId: { Ref: "Api" },
        ParentId: { "Fn::GetAtt": ["Api", "RootResourceId"] },
        PathPart: name,
      },
    },
  ],
  [
    `Method${name}`,
    {
      Type: "AWS::ApiGateway::Method",
      Properties: {
        RestApiId: { Ref: "Api" },
        ResourceId: { Ref: `Resource${name}` },
        HttpMethod: "POST",
        AuthorizationType: "NONE",
        MethodResponses: [{ StatusCode: "200" }, { StatusCode: "400" }, { StatusCode: "404" }],
        ...method,
      },
      ...(name === "late" && { DependsOn: "Deployment" }),
    },
  ],
]);

const template = {
  Resources: {
    Role: {
      Type: "AWS::IAM::Role",
      Properties: { AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [] } },
    },
    Machine: {
      Type: "AWS::StepFunctions::StateMachine",
      Properties: {
        RoleArn: role,
        DefinitionString: JSON.stringify({
          StartAt: "Wait",
          States: { Wait: { Type: "Wait", Seconds: 30, End: true } },
        }),
      },
    },
    Api: { Type: "AWS::ApiGateway::RestApi", Properties: { Name: "behaviour" } },
    Validator: {
      Type: "AWS::ApiGateway::RequestValidator",
      Properties: { RestApiId: { Ref: "Api" }, ValidateRequestBody: true },
    },
    Model: {
      Type: "AWS::ApiGateway::Model",
      Properties: {
        RestApiId: { Ref: "Api" },
        ContentType: "application/json",
        Schema: {
          $schema: "http://json-schema.org/draft-04/schema#",
          type: "object",
          required: ["text"],
          properties: { text: { type: "string" } },
        },
      },
    },
    ...Object.fromEntries(resources),
    Deployment: {
      Type: "AWS::ApiGateway::Deployment",
      DependsOn: Object.keys(methods)
        .filter(name => name !== "late")
        .map(name => `Method${name}`),
      Properties: { RestApiId: { Ref: "Api" } },
    },
    Stage: {
      Type: "AWS::ApiGateway::Stage",
      Properties: {
        RestApiId: { Ref: "Api" },
        DeploymentId: { Ref: "Deployment" },
        StageName: "prod",
        Variables: { cause: "as-asked" },
      },
    },
  },
  Outputs: { Api: { Value: { Ref: "Api" } } },
};

type Post = (path: string, body: string, headers?: Record<string, string>) => Promise<Answer>;
interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}
interface Context {
  post: Post;
  postPlain: Post;
  plain: TestEmulator;
  sfn: SFNClient;
  stop(): Promise<void>;
}

async function deployApi(emulator: TestEmulator): Promise<Post> {
  const { Api } = await emulator.deploy(template);
  return async (path, body, headers = {}) => {
    const url = `${emulator.endpoint}/restapis/${Api}/prod/_user_request_/${path}`;
    const response = await fetch(url, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", ...headers },
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text && JSON.parse(text) };
  };
}

const test = suite<Context>("REST APIs integrate with Step Functions as on AWS");

test.before(async context => {
  const { local, plain, stop } = await startBoth();
  context.stop = stop;
  context.plain = plain;
  [context.post, context.postPlain] = await Promise.all([deployApi(local), deployApi(plain)]);
  context.sfn = new SFNClient(local.config);
});
test.after(async context => context.stop?.());

const text = `It's "quoted" \\ back/slash, é, 😀 and\na new line`;

async function start(post: Post): Promise<string> {
  const { status, body } = await post("start", JSON.stringify({ text }));
  assert.is(status, 200);
  return (body as { execution: string }).execution;
}

test("StartExecution gets the body as its input, whatever characters it has", async ({
  post,
  postPlain,
  sfn,
}) => {
  const { status, headers, body } = await post("start", JSON.stringify({ text }));
  assert.is(status, 200);
  const { execution } = body as { execution: string };
  assert.match(execution, /^arn:aws:states:us-east-1:000000000000:execution:/);
  assert.is(headers.get("x-execution"), execution);
  const { input } = await sfn.send(new DescribeExecutionCommand({ executionArn: execution }));
  assert.equal(JSON.parse(input ?? ""), { text });
  const plain = await postPlain("start", JSON.stringify({ text }));
  assert.is(plain.status, 504, "MiniStack now supports states:action integrations: drop invoke_service.");
});

test("DescribeExecution and StopExecution answer what the service answers", async ({ post, sfn }) => {
  const execution = await start(post);
  const described = await post("describe", JSON.stringify({ execution }));
  assert.is(described.status, 200);
  const { executionArn, status, startDate } = described.body as Record<string, unknown>;
  assert.equal([executionArn, status, typeof startDate], [execution, "RUNNING", "number"]);

  const stopped = await post(`stop?execution=${encodeURIComponent(execution)}`, "");
  assert.is(stopped.status, 200);
  assert.type((stopped.body as { stopDate: unknown }).stopDate, "number");
  const description = await until(async () => {
    const answer = await sfn.send(new DescribeExecutionCommand({ executionArn: execution }));
    return answer.status === "ABORTED" ? answer : undefined;
  });
  assert.is(description.cause, "as-asked");
});

test("a service's error selects the integration response by its status", async ({ post }) => {
  const missing = (await start(post)).replace(/[^:]+$/, "missing");
  const answer = await post("describe", JSON.stringify({ execution: missing }));
  assert.equal(
    [answer.status, answer.body],
    [404, "com.amazonaws.swf.service.v2.model#ExecutionDoesNotExist"],
  );
  const invalid = await post("describe", JSON.stringify({ execution: "x" }));
  assert.is(invalid.body, "com.amazonaws.swf.service.v2.model#InvalidArn");
});

test("an error that no response is for takes the default one, and 500 without a default", async ({
  post,
}) => {
  const body = JSON.stringify({ executionArn: "x" });
  const answer = await post("verbatim", body);
  assert.is(answer.status, 200);
  assert.is((answer.body as { __type: string }).__type, "com.amazonaws.swf.service.v2.model#InvalidArn");
  assert.equal((await post("unmapped", body)).body, { message: "Internal server error" });
  assert.is((await post("unmapped", body)).status, 500);
});

test("what has not the shape of a call is refused by the service", async ({ post, plain }) => {
  for (const body of ["[1]", '"text"', "null", '{"executionArn": 1}', '{"executionArn": ["x"]}']) {
    const { __type } = (await post("verbatim", body)).body as { __type: string };
    assert.match(__type, /#SerializationException$/, body);
  }
  const headers = {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": "AWSStepFunctions.StopExecution",
  };
  const answer = await fetch(plain.endpoint, { method: "POST", headers, body: "[1]" });
  assert.is(answer.status, 500, "MiniStack now refuses such calls: drop shape_error.");
});

test("input over 256 KiB is refused by the service", async ({ post }) => {
  const answer = await post("start", JSON.stringify({ text: "x".repeat(256 * 1024) }));
  assert.is(answer.status, 400);
  assert.is((answer.body as { type: string }).type, "com.amazon.coral.validate#ValidationException");
});

test("bodies that do not match the method's model are refused", async ({ post, postPlain }) => {
  for (const body of ["{}", '{"text": 1}', "{", "[]"]) {
    const answer = await post("start", body);
    assert.equal([answer.status, answer.body], [400, { message: "Invalid request body" }], body);
  }
  const plain = await postPlain("start", "{}");
  assert.is.not(
    plain.status,
    400,
    "MiniStack now keeps a template's request validators: drop create_method and put_validator.",
  );
});

test("a body of a type that has no model is not validated", async ({ post, postPlain, plain }) => {
  const text = { "content-type": "text/plain" };
  assert.is((await post("validated", "{}")).status, 400);
  assert.is((await post("validated", "{}", text)).status, 415);
  await giveValidator(new APIGatewayClient(plain.config), "/validated");
  const message = "MiniStack now validates only where a model fits: drop with_fitting_model.";
  assert.is((await postPlain("validated", "{}", text)).status, 400, message);
});

/** Does for a method what MiniStack forgets in a template, on its only API. */
async function giveValidator(client: APIGatewayClient, path: string): Promise<void> {
  const { items: [{ id: restApiId } = {}] = [] } = await client.send(new GetRestApisCommand({}));
  const { items = [] } = await client.send(new GetResourcesCommand({ restApiId }));
  const { id: value } = await client.send(
    new CreateRequestValidatorCommand({ restApiId, name: "body", validateRequestBody: true }),
  );
  await client.send(
    new UpdateMethodCommand({
      restApiId,
      resourceId: items.find(item => item.path === path)?.id,
      httpMethod: "POST",
      patchOperations: [{ op: "replace", path: "/requestValidatorId", value }],
    }),
  );
}

test("a template that reads JSON refuses a body that is not JSON", async ({ post }) => {
  const answer = await post("describe", "{");
  assert.is(answer.status, 400);
  assert.match((answer.body as { message: string }).message, /^Could not parse request body into json/);
});

test("numbers that JSON does not know are refused, by the API or by the service", async ({ post }) => {
  assert.match(
    ((await post("start", '{"text": "", "n": NaN}')).body as { message: string }).message,
    /^Could not parse request body/,
  );
  const tooLarge = await post("start", '{"text": "", "n": 1e999}');
  assert.is(
    (tooLarge.body as { type: string }).type,
    "com.amazonaws.swf.service.v2.model#InvalidExecutionInput",
  );
});

test("half a surrogate pair becomes a question mark", async ({ post, sfn }) => {
  const { body } = await post("start", '{"text": "a\\ud800b"}');
  const { execution: executionArn } = body as { execution: string };
  const { input } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  assert.equal(JSON.parse(input ?? ""), { text: "a?b" });
});

test("other media types follow passthroughBehavior", async ({ post }) => {
  const xml = { "content-type": "text/xml" };
  assert.is((await post("strict", "<a/>", xml)).status, 415);
  // WHEN_NO_MATCH hands the body on as it is, which the service can't read as JSON.
  assert.is((await post("describe", "<a/>", xml)).status, 404);
});

test("a directive that templates here do not know does not pass silently", async ({ post }) => {
  const answer = await post("conditional", "{}");
  assert.is(answer.status, 500);
  assert.match(JSON.stringify(answer.body), /#if in mapping templates is not emulated here/);
});

test("a method that came after the stage's deployment is not served", async ({ post, postPlain }) => {
  const { status, body } = await post("late", "{}");
  assert.equal([status, body], [403, { message: "Missing Authentication Token" }]);
  const plain = await postPlain("late", "{}");
  assert.is.not(plain.status, 403, "MiniStack's stages now serve their deployments: drop api_deployments.");
});

test("payloads over 10 MB are refused", async ({ post }) => {
  assert.is((await post("verbatim", " ".repeat(10 * 1024 * 1024 + 1))).status, 413);
});

test.run();
