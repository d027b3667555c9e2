import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  ValidateTemplateCommand,
} from "@aws-sdk/client-cloudformation";
import {
  CreateFunctionCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startBoth, type TestEmulator } from "./emulators.ts";

const role = {
  Type: "AWS::IAM::Role",
  Properties: { AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [] } },
};
const topic = (DisplayName: unknown) => ({ Type: "AWS::SNS::Topic", Properties: { DisplayName } });
const settings = {
  Runtime: "nodejs24.x" as const,
  Handler: "index.handler",
  Code: { ZipFile: "exports.handler = 1;" },
};
const withRole = { ...settings, Role: { "Fn::GetAtt": ["Role", "Arn"] } };
const functionOf = (Properties: object) => ({
  Resources: { Role: role, Hello: { Type: "AWS::Lambda::Function", Properties } },
});

const right = {
  Parameters: { Text: { Type: "String", Default: "Hello" } },
  Resources: {
    Role: role,
    Hello: { Type: "AWS::Lambda::Function", Properties: withRole, DependsOn: ["Topic"] },
    Topic: topic({
      "Fn::Sub": [`\${AWS::StackName} \${Text} \${Role.Arn} \${!Kept} \${Own}`, { Own: "own" }],
    }),
    Other: topic({ "Fn::If": ["Never", { Ref: "Text" }, { Ref: "AWS::NoValue" }] }),
  },
  Conditions: { Never: { "Fn::Equals": ["a", "b"] } },
  Outputs: { Hello: { Value: { Ref: "Hello" } } },
};

const unresolved = (names: string, block = "Resources") =>
  `Template format error: Unresolved resource dependencies [${names}] in the ${block} block of the template`;
/** Each template that refers to nothing, and what CloudFormation says of it. */
const refused: Record<string, [template: object, message: string]> = {
  "Ref and Fn::Sub": [
    { Resources: { A: topic({ Ref: "X" }), B: topic({ "Fn::Sub": `\${Y} \${X}` }) } },
    unresolved("X, Y"),
  ],
  "an unknown pseudo parameter": [
    { Resources: { A: topic({ Ref: "AWS::Regoin" }) } },
    unresolved("AWS::Regoin"),
  ],
  DependsOn: [{ Resources: { A: { ...topic("a"), DependsOn: "X" } } }, unresolved("X")],
  "an output": [
    { Resources: { A: topic("a") }, Outputs: { X: { Value: { Ref: "X" } } } },
    unresolved("X", "Outputs"),
  ],
  "Fn::GetAtt": [
    { Resources: { A: topic({ "Fn::GetAtt": ["X", "Arn"] }) } },
    "Template error: instance of Fn::GetAtt references undefined resource X",
  ],
};

const noHandler =
  "Runtime and Handler are mandatory parameters for functions created with deployment packages.";
const noRuntime =
  "Value nodejs99.x at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [";
/** Each wrong function, and what its creation fails with. */
const functions: Record<string, [properties: object, message: string]> = {
  "no role": [
    settings,
    "Properties validation failed for resource Hello with message:\n[#: required key [Role] not found]",
  ],
  "no code": [{ ...withRole, Code: undefined }, "[#: required key [Code] not found]"],
  "no handler": [{ ...withRole, Handler: undefined }, noHandler],
  "a runtime that does not exist": [{ ...withRole, Runtime: "nodejs99.x" }, noRuntime],
};

interface Context {
  local: TestEmulator;
  plain: TestEmulator;
  stop(): Promise<void>;
}
const test = suite<Context>("Templates are refused as on AWS");
test.before(async context => void Object.assign(context, await startBoth()));
test.after(async context => context.stop?.());

const reason = (request: Promise<unknown>) =>
  request.then(
    () => "taken",
    (error: Error) => error.message,
  );
const create = ({ config }: TestEmulator, template: object, StackName: string) =>
  new CloudFormationClient(config).send(
    new CreateStackCommand({
      StackName,
      TemplateBody: JSON.stringify(template),
      Capabilities: ["CAPABILITY_IAM"],
    }),
  );

test("references to what is there are taken", async ({ local }) => {
  assert.match((await local.deploy(right)).Hello ?? "", /Hello/);
});

for (const [what, [template, message]] of Object.entries(refused)) {
  test(`a reference to nothing is refused: ${what}`, async ({ local, plain }) => {
    const client = new CloudFormationClient(local.config);
    assert.is(await reason(create(local, template, "refused")), message);
    assert.match(
      await reason(client.send(new DescribeStacksCommand({ StackName: "refused" }))),
      "does not exist",
    );
    const TemplateBody = JSON.stringify(template);
    assert.is(await reason(client.send(new ValidateTemplateCommand({ TemplateBody }))), message);
    assert.is(
      await reason(create(plain, template, what.replace(/\W+/g, "-"))),
      "taken",
      "MiniStack now refuses it: drop template_references.",
    );
  });
}

for (const [what, [properties, message]] of Object.entries(functions)) {
  test(`a function fails to be created: ${what}`, async ({ local, plain }) => {
    const StackName = what.replace(/\W+/g, "-");
    const error = await reason(local.deploy(functionOf(properties), StackName));
    assert.ok(error.includes(message), error);
    assert.is(
      await reason(plain.deploy(functionOf(properties), StackName)),
      "taken",
      "MiniStack now refuses it: drop lambda_settings.",
    );
  });
}

test("Lambda's own API refuses the same", async ({ local, plain }) => {
  const lambda = new LambdaClient(local.config);
  const Code = { ZipFile: Buffer.from(`PK\x05\x06${"\0".repeat(18)}`) }; // an empty archive
  const asked = { FunctionName: "api", ...settings, Role: "arn:aws:iam::000000000000:role/behaviour", Code };
  const sent = (change: object) => reason(lambda.send(new CreateFunctionCommand({ ...asked, ...change })));
  assert.is(
    await sent({ Role: undefined }),
    "1 validation error detected: Value null at 'role' failed to satisfy constraint: Member must not be null",
  );
  assert.is(await sent({ Handler: undefined }), noHandler);
  assert.ok((await sent({ Runtime: "nodejs99.x" })).startsWith(noRuntime));
  assert.is(await sent({}), "taken");
  const update = new UpdateFunctionConfigurationCommand({
    FunctionName: "api",
    Runtime: "nodejs99.x" as "nodejs24.x",
  });
  assert.ok((await reason(lambda.send(update))).startsWith(noRuntime));
  await new LambdaClient(plain.config).send(new CreateFunctionCommand(asked));
  assert.is(
    await reason(new LambdaClient(plain.config).send(update)),
    "taken",
    "MiniStack now knows which runtimes there are: drop runtime_error.",
  );
});

test.run();
