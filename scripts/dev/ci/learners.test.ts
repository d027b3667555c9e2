import { readFile } from "node:fs/promises";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { root } from "../../shared/paths.ts";
import { readPages } from "../../site/pages.ts";
import { readTemplate } from "../../stack/template.ts";
import { pageActions } from "../docs/transcript.ts";
import {
  calledActions,
  courseTemplates,
  deploymentActions,
  roleActions,
  type Statement,
  statementsIn,
  typedActions,
} from "./needed-actions.ts";

// What learners may do in an account that they share, held against what the course needs, and against each other.

const { Resources } = readTemplate(await readFile(path.join(root, "templates", "learners.yaml"), "utf8"));
const { StepRolesBoundary, Learners, ...policies } = Resources;
const statements = statementsIn(Object.values(policies));
const allowed = statements.filter(({ Effect }) => Effect === "Allow");
const boundary = statementsIn(StepRolesBoundary?.Properties?.PolicyDocument);
const sorted = (actions: string[]) => [...new Set(actions)].sort();
const actionsOf = (list: Statement[]) => sorted(list.flatMap(({ Action }) => Action));

const needs = suite("what learners may do");

/** Stacks made with AWS's own commands have names of their own: on AWS that takes other permissions. */
const byHand = ["cloudformation:CreateStack", "cloudformation:UpdateStack"];

needs(
  "it is what the steps and the commands on their pages take: nothing missing, nothing spare",
  async () => {
    const deployed = (await courseTemplates()).flatMap(deploymentActions);
    const judge = "scripts/learn/watch/judge-process.ts"; // learn starts it as a process
    const called = await calledActions(["scripts/step.ts", "scripts/learn.ts", judge]);
    const scripts = (await readPages()).flatMap(page =>
      pageActions(page).flatMap(action => (action.kind === "command" ? [action.script] : [])),
    );
    const typed = scripts.flatMap(typedActions).filter(action => !byHand.includes(action));
    assert.ok(typed.includes("lambda:ListFunctions"));
    assert.equal(actionsOf(allowed), sorted([...deployed, ...called, ...typed]));
  },
);

needs("the boundary allows what the roles of the steps allow, nothing else", async () => {
  assert.equal(actionsOf(boundary), sorted((await courseTemplates()).flatMap(roleActions)));
});

needs("typedActions finds the calls of commands", () => {
  const script =
    'NAME=$(aws stepfunctions list-state-machines)\naws cloudformation wait stack-create-complete\naws apigateway get-api-key --api-key "$K"; aws sts get-caller-identity';
  assert.equal(typedActions(script), [
    "states:ListStateMachines",
    "cloudformation:DescribeStacks",
    "apigateway:GET",
  ]);
});

needs("the group has each of the policies, and each fits: 6,144 characters", () => {
  const attached = Learners?.Properties?.ManagedPolicyArns as { Ref: string }[];
  assert.equal(
    attached.map(({ Ref }) => Ref),
    Object.keys(policies),
  );
  for (const [name, policy] of Object.entries({ StepRolesBoundary, ...policies })) {
    const text = JSON.stringify(policy?.Properties?.PolicyDocument).replaceAll(/\s/g, "");
    assert.ok(text.length < 6144, `${name}: ${text.length} characters`);
  }
});

needs.run();

type Request = { action: string; resource: string; as?: string; context?: Record<string, string> };

/** Whether IAM lets a learner do something, as far as these policies use its language. */
function lets(list: Statement[], { action, resource, as = "ada", context = {} }: Request): boolean {
  const learner = (text: string) => text.replaceAll("${aws:PrincipalTag/learner}", as);
  const matches = (pattern: string, text: string) =>
    new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`).test(text);
  const holds = (operator: string, key: string, value: unknown) => {
    const actual = context[key];
    const wanted = [value].flat().map(one => learner(textOf(one)));
    if (operator === "Null") return wanted.includes(String(actual === undefined));
    if (operator === "StringNotEquals") return actual === undefined || !wanted.includes(actual);
    if (operator === "StringEqualsIfExists" && actual === undefined) return true;
    assert.match(operator, /^StringEquals(IfExists)?$/);
    return actual !== undefined && wanted.includes(actual);
  };
  const applies = ({ Action, Resource, Condition = {} }: Statement) =>
    Action.some(pattern => matches(pattern, action)) &&
    Resource.some(pattern => matches(learner(textOf(pattern)), resource)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, value]) => holds(operator, key, value)),
    );
  const hits = list.filter(applies);
  return hits.some(({ Effect }) => Effect === "Allow") && !hits.some(({ Effect }) => Effect === "Deny");
}

/** A value of the template as it is once it is deployed into an account. */
function textOf(value: unknown): string {
  const { Ref, "Fn::Sub": sub } = (value ?? {}) as Record<string, string>;
  if (Ref) return boundaryArn;
  return String(sub ?? value)
    .replaceAll("${AWS::Partition}", "aws")
    .replaceAll("${AWS::AccountId}", account)
    .replaceAll("${!", "${");
}

const account = "123456789012";
const boundaryArn = `arn:aws:iam::${account}:policy/workshop-learner-step-roles`;
const arn = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:${account}:${rest}`;
const roleArn = (name: string) => `arn:aws:iam::${account}:role/${name}`;

const apart = suite("that learners are kept apart");

for (const [action, own] of [
  ["cloudformation:DeleteStack", arn("cloudformation", "stack/sfw-ada-04-tweetbot/1")],
  ["states:StartExecution", arn("states", "stateMachine:sfw-ada-04-tweetbot")],
  ["states:StopExecution", arn("states", "execution:sfw-ada-04-tweetbot:1")],
  ["states:SendTaskSuccess", arn("states", "stateMachine:sfw-ada-06-approval")],
  ["lambda:UpdateFunctionCode", arn("lambda", "function:sfw-ada-01-starter-hello")],
  ["logs:DeleteLogGroup", arn("logs", "log-group:/aws/lambda/sfw-ada-01-starter-hello")],
  ["logs:DeleteLogGroup", arn("logs", "log-group:/aws/apigateway/sfw-ada-02-api")],
  ["events:RemoveTargets", arn("events", "rule/sfw-ada-03-notifications")],
  ["sns:DeleteTopic", arn("sns", "sfw-ada-03-notifications-Topic-1")],
  ["sqs:ReceiveMessage", arn("sqs", "sfw-ada-03-notifications-Queue-1")],
  ["kinesis:GetRecords", arn("kinesis", "stream/sfw-ada-03-notifications-Stream-1")],
  ["firehose:DeleteDeliveryStream", arn("firehose", "deliverystream/sfw-ada-03-notifications-Archive-1")],
  ["s3:GetObject", "arn:aws:s3:::sfw-ada-03-notifications-archivebucket-1/key"],
  ["dynamodb:Scan", arn("dynamodb", "table/sfw-ada-tweet-data-store-tweetTable")],
  ["iam:DeleteRole", roleArn("sfw-ada-01-starter-HelloRole-1")],
] as const) {
  apart(`${action} on ${own.split(":").slice(5).join(":")}: hers alone`, () => {
    assert.ok(lets(statements, { action, resource: own }));
    assert.not.ok(lets(statements, { action, resource: own, as: "bob" }));
    assert.not.ok(lets(statements, { action, resource: own, as: "" }), "without a tag");
    assert.not.ok(lets(statements, { action, resource: own.replaceAll("sfw-ada", "production") }));
  });
}

apart("a REST API and its key are those of the learner whose tag they carry", () => {
  for (const resource of ["restapis/abc", "restapis/abc/resources/def/methods/POST", "apikeys/ghi"]) {
    const request = { action: "apigateway:GET", resource: `arn:aws:apigateway:eu-west-1::/${resource}` };
    assert.ok(lets(statements, { ...request, context: { "aws:ResourceTag/learner": "ada" } }));
    assert.not.ok(lets(statements, { ...request, context: { "aws:ResourceTag/learner": "bob" } }));
  }
  const keys = "arn:aws:apigateway:eu-west-1::/apikeys";
  assert.ok(lets(statements, { action: "apigateway:POST", resource: keys }));
  assert.not.ok(lets(statements, { action: "apigateway:GET", resource: keys }));
});

apart("roles are given permissions only under the boundary, and no other learner's tag", () => {
  const request = { action: "iam:CreateRole", resource: roleArn("sfw-ada-01-starter-HelloRole-1") };
  const under = { "iam:PermissionsBoundary": boundaryArn };
  assert.ok(lets(statements, { ...request, context: { ...under, "aws:RequestTag/learner": "ada" } }));
  assert.not.ok(lets(statements, { ...request, context: { ...under, "aws:RequestTag/learner": "bob" } }));
  assert.not.ok(lets(statements, { ...request, context: { "aws:RequestTag/learner": "ada" } }));
  const tag = { ...request, action: "iam:TagRole" };
  assert.ok(lets(statements, { ...tag, context: { "aws:RequestTag/learner": "ada" } }));
  assert.not.ok(lets(statements, { ...tag, context: { "aws:RequestTag/learner": "bob" } }));
  const giving = actionsOf(allowed).filter(action =>
    /^iam:(Create|Put|Attach|Update|.*Boundary)/.test(action),
  );
  assert.equal(giving, ["iam:CreateRole", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"]);
});

apart("a step's role reaches the things of the learner whose tag it carries", () => {
  const action = "lambda:InvokeFunction";
  const resource = arn("lambda", "function:sfw-ada-01-starter-hello");
  assert.ok(lets(boundary, { action, resource }));
  assert.not.ok(lets(boundary, { action, resource, as: "bob" }));
  assert.equal(
    actionsOf(boundary).filter(action => /^(iam|sts|cloudformation):|\*/.test(action)),
    [],
  );
});

apart.run();
