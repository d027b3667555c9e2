import { readFile } from "node:fs/promises";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { root } from "../../shared/paths.ts";
import { stackPrefix } from "../../stack/name.ts";
import { readTemplate } from "../../stack/template.ts";
import { boundaryName } from "./account.ts";
import {
  calledActions,
  callsIn,
  courseTemplates,
  deploymentActions,
  roleActions,
  type Statement,
  statementsIn,
} from "./needed-actions.ts";

// The role that GitHub Actions assumes: what it trusts, and what it allows, held against what the course needs.

const template = readTemplate(await readFile(path.join(root, "templates", "github-oidc-role.yaml"), "utf8"));
const { Role, StepRolesBoundary } = template.Resources;
const statements = statementsIn(Role?.Properties?.Policies);
const boundary = statementsIn(StepRolesBoundary?.Properties?.PolicyDocument);
const sorted = (actions: string[]) => [...new Set(actions)].sort();
const actionsOf = (list: Statement[]) => sorted(list.flatMap(({ Action }) => Action));

const needs = suite("what the role may do");

needs(
  "it is what deploying, verifying and cleaning up the steps takes: nothing missing, nothing spare",
  async () => {
    const deployed = (await courseTemplates()).flatMap(deploymentActions);
    const commands = ["scripts/step.ts", "scripts/cleanup.ts", "scripts/dev/ci/prove-empty.ts"];
    assert.equal(actionsOf(statements), sorted([...deployed, ...(await calledActions(commands))]));
  },
);

needs("the boundary allows what the roles of the steps allow, nothing else", async () => {
  assert.equal(actionsOf(boundary), sorted((await courseTemplates()).flatMap(roleActions)));
});

needs("a missing and a spare action would be noticed", () => {
  const topic = { Resources: { Topic: { Type: "AWS::SNS::Topic", Properties: {} } } };
  const inline = { Resources: { Topic: { Type: "AWS::SNS::Topic", Properties: { Subscription: [] } } } };
  assert.ok(deploymentActions(topic).includes("sns:CreateTopic"));
  assert.not.ok(deploymentActions(topic).includes("sns:Subscribe"));
  assert.ok(deploymentActions(inline).includes("sns:Subscribe"));
  assert.throws(
    () => deploymentActions({ Resources: { X: { Type: "AWS::EC2::Instance" } } }),
    /AWS::EC2::Instance/,
  );
  assert.equal(
    callsIn(`import { SFNClient, StartExecutionCommand, paginateListExecutions } from "@aws-sdk/client-sfn";
      const { DeleteObjectsCommand } = await import("@aws-sdk/client-s3");
      import { type Tag, GetApiKeyCommand } from "@aws-sdk/client-api-gateway";`),
    [
      "states:StartExecution",
      "states:ListExecutions",
      "s3:DeleteObject",
      "s3:DeleteObjectVersion",
      "apigateway:GET",
    ],
  );
});

/** What can't be limited by name, because the service has no names in its ARNs, or lists the whole account. */
const unnamed =
  /^(apigateway:.*|account:ListRegions|cloudformation:(DescribeStacks|ListImports|ListStacks)|iam:(ListAccountAliases|ListRoles|GetPolicy|GetPolicyVersion)|logs:Describe(LogGroups|ResourcePolicies)|sns:(Get|Set)SubscriptionAttributes|sns:Unsubscribe|states:ListStateMachines)$/;

needs(
  "it is limited to the course's names wherever a service has names, and never by a wildcard action",
  () => {
    const named = new RegExp(`[:/]${stackPrefix}\\*`);
    for (const { Action, Resource } of statements) {
      for (const action of Action) {
        assert.not.match(action, "*");
        const everywhere = Resource.every(resource => named.test(JSON.stringify(resource)));
        assert.is(everywhere, !unnamed.test(action), `${action} on ${JSON.stringify(Resource)}`);
      }
    }
  },
);

needs("it fits into a role: 10,240 characters of inline policies", () => {
  const text = JSON.stringify(Role?.Properties?.Policies).replaceAll("${AWS::AccountId}", "123456789012");
  assert.ok(text.length < 10_240, `${text.length} characters`);
});

needs.run();

const escalation = suite("that a stolen run can't raise itself");

escalation("permissions are given only to roles under the boundary", () => {
  const giving = statements.filter(({ Action }) =>
    Action.some(action => /^iam:(Create|Put|Attach)/.test(action)),
  );
  assert.equal(actionsOf(giving), ["iam:CreateRole", "iam:PutRolePolicy"]);
  for (const { Condition } of giving) {
    assert.equal(Condition, { StringEquals: { "iam:PermissionsBoundary": { Ref: "StepRolesBoundary" } } });
  }
});

escalation("it can neither take the boundary away nor change policies, users or providers", () => {
  const touching =
    /^iam:(?!(Get|List)).*(Boundary|Policy(Version)?s?$|User|Group|Provider|AccessKey|LoginProfile)/;
  const allowed = ["iam:DeleteRolePolicy", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"];
  assert.equal(
    actionsOf(statements).filter(action => touching.test(action)),
    allowed,
  );
});

escalation("its roles can be passed only to the services of the course", () => {
  const [pass, ...others] = statements.filter(({ Action }) => Action.includes("iam:PassRole"));
  assert.is(others.length, 0);
  const services = pass?.Condition?.StringEquals?.["iam:PassedToService"] as string[];
  assert.equal(
    services.map(service => service.replace(".amazonaws.com", "")),
    ["apigateway", "events", "firehose", "lambda", "states"],
  );
});

escalation("the role and the boundary are out of its own reach", () => {
  assert.is(StepRolesBoundary?.Properties?.ManagedPolicyName, boundaryName);
  for (const name of [Role?.Properties?.RoleName, boundaryName])
    assert.not.ok(String(name).startsWith(stackPrefix));
});

escalation("a role under the boundary has no way to IAM or to CloudFormation", () => {
  assert.equal(
    actionsOf(boundary).filter(action => /^(iam|sts|cloudformation):|\*/.test(action)),
    [],
  );
});

escalation.run();

const trust = suite("whom the role trusts");
const subject = "repo:octocat@123456/workshop@456789:environment:aws";

/** Whether the trust policy lets a token with these claims in, for a stack with one subject. */
function trusts(claims: Record<string, string>, subjects = [subject]): boolean {
  const [statement, ...others] = statementsIn(Role?.Properties?.AssumeRolePolicyDocument);
  assert.is(others.length, 0);
  assert.equal(statement?.Action, ["sts:AssumeRoleWithWebIdentity"]);
  assert.equal(Object.keys(statement?.Condition ?? {}), ["StringEquals"]);
  return Object.entries(statement?.Condition?.StringEquals ?? {}).every(([key, expected]) => {
    const claim = claims[key.replace("token.actions.githubusercontent.com:", "")];
    const values = typeof expected === "string" ? [expected] : subjects; // the other one is !Ref Subjects
    return claim !== undefined && values.includes(claim);
  });
}

trust("it lets in the repository's own environment", () => {
  assert.ok(trusts({ aud: "sts.amazonaws.com", sub: subject }));
});

for (const [who, sub] of [
  ["another repository", "repo:octocat@123456/other@1:environment:aws"],
  ["another owner's repository of that name", "repo:mallory@9/workshop@456789:environment:aws"],
  ["a repository that got the name later", "repo:octocat@123456/workshop@999999:environment:aws"],
  ["the claim without ids", "repo:octocat/workshop:environment:aws"],
  ["a branch", "repo:octocat@123456/workshop@456789:ref:refs/heads/main"],
  ["a pull request, of a fork or not", "repo:octocat@123456/workshop@456789:pull_request"],
  ["a fork's branch", "repo:mallory@9/workshop@77:ref:refs/heads/main"],
  ["another environment", "repo:octocat@123456/workshop@456789:environment:local"],
  ["an environment that starts alike", "repo:octocat@123456/workshop@456789:environment:aws-2"],
  ["other upper and lower case", "repo:Octocat@123456/workshop@456789:environment:aws"],
  ["nothing", ""],
] as const) {
  trust(`it refuses ${who}`, () => assert.not.ok(trusts({ aud: "sts.amazonaws.com", sub })));
}

trust("it refuses a token for another audience, and one without a claim", () => {
  assert.not.ok(trusts({ aud: "https://github.com/octocat", sub: subject }));
  assert.not.ok(trusts({ sub: subject }));
  assert.not.ok(trusts({ aud: "sts.amazonaws.com" }));
});

trust("only the sub claims of environments can be given, in the old form and the new one", () => {
  const parameter = template.Parameters?.Subjects as
    | { AllowedPattern?: string; Default?: string }
    | undefined;
  assert.is(parameter?.Default, undefined);
  const accepts = (sub: string) => new RegExp(parameter?.AllowedPattern ?? "").test(sub);
  assert.ok(accepts(subject));
  assert.ok(accepts("repo:octocat/work.shop:environment:aws"));
  assert.ok(accepts("repo:octocat-123456/workshop-456789:environment:aws-reaper"));
  for (const sub of [
    "repo:octocat/workshop:*",
    "repo:octocat/*:environment:aws",
    "repo:octocat/workshop:environment:*",
    "repo:octocat/workshop:environment:a?s",
    "repo:octocat/workshop:ref:refs/heads/main",
    "repo:octocat/workshop:pull_request",
    "repo:octocat/workshop:environment:",
    "*",
    "",
  ]) {
    assert.not.ok(accepts(sub), sub);
  }
});

trust.run();
