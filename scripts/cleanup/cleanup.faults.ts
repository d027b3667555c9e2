import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { CloudFormationClient, DeleteStackCommand, UpdateStackCommand } from "@aws-sdk/client-cloudformation";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateAccountAliasCommand,
  CreateRoleCommand,
  DeleteAccountAliasCommand,
  DeleteRoleCommand,
  IAMClient,
  ListRolesCommand,
} from "@aws-sdk/client-iam";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startFaultProxy } from "../dev/faults/fault-proxy.ts";
import { refusal } from "../dev/testing/call.ts";
import { openClassroom } from "../dev/testing/classroom.ts";
import { inParallel } from "../machine/parallel.ts";

// The command itself, against an emulator that many learners share. Each accident of other clean-up tools is a test.

const room = await openClassroom();
const planFile = path.join(room.folder, "plan.json");
const roleIn = (account: string) => `arn:aws:iam::${account}:role/instructor`;
const course = { workshop: "step-functions", step: "01-starter", learner: "ann" };

/** Stacks that no invocation may touch. */
const foreign: [string, Record<string, string>][] = [
  ["sfw-ann-01-untagged", {}],
  ["sfw-ann-01-other-tags", { workshop: "step-functions-advanced", learner: "ann" }],
  ["other-ann-01-starter", course],
  ["workshop-github-oidc-role", { workshop: "step-functions", step: "github-oidc-role" }],
  ["sfw-github-oidc-role", { workshop: "step-functions", step: "github-oidc-role" }],
];
await Promise.all(foreign.map(([name, tags]) => room.create(name, { tags })));
const foreignNames = foreign.map(([name]) => name).sort();

const test = suite("cleanup");

test.before.each(() => {
  room.proxy.onCall = () => undefined;
});

test("shows what would go, and deletes nothing", async () => {
  await room.create("sfw-dry-01-starter", { learner: "dry" });
  const { code, stdout } = await room.cleanup("--learner", "dry");
  assert.is(code, 0);
  assert.match(
    stdout,
    /000000000000 +us-east-1 +dry +01-starter +sfw-dry-01-starter +CREATE_COMPLETE +0 min +1 +0/,
  );
  assert.match(stdout, "Nothing was deleted.");
  assert.ok((await room.names()).includes("sfw-dry-01-starter"));
});

test("deletes what was shown, and proves that it is gone", async () => {
  const { code, stdout } = await room.cleanup("--learner", "dry", "--yes");
  assert.is(code, 0, stdout);
  assert.match(
    stdout,
    "000000000000 us-east-1: 1 stack deleted, 0 log groups deleted; nothing of that is left",
  );
  assert.not((await room.names()).includes("sfw-dry-01-starter"));
});

test("never touches a stack with only the name, only the tags, or the role's, --force --yes included", async () => {
  for (const args of [
    ["--force", "--yes"],
    ["--yes", "--learner", "ann"],
    ["--yes", "--region", "us-east-1,eu-west-1"],
  ]) {
    const { stdout, code } = await room.cleanup(...args);
    assert.is(code, 0, stdout);
  }
  assert.equal((await room.names()).sort(), foreignNames);
});

test("never deletes a foreign stack that a plan names", async () => {
  const id = await room.create("other-bob-01-starter", { tags: course });
  const stack = { id, name: "sfw-bob-01-starter" };
  const regions = [{ account: "000000000000", region: "us-east-1", stacks: [stack], logGroups: [] }];
  const file = path.join(room.folder, "forged.json");
  await writeFile(file, JSON.stringify({ workshopCleanupPlan: 1, createdAt: "", regions }));
  const { code, stdout } = await room.cleanup("--plan", file, "--yes", "--force");
  assert.is(code, 1);
  assert.match(stdout, "sfw-bob-01-starter: it is not, or no longer, the course's: kept");
  assert.ok((await room.names()).includes("other-bob-01-starter"));
});

test("deletes what the plan names and nothing that appeared since", async () => {
  await room.create("sfw-bob-01-starter", { learner: "bob" });
  assert.is((await room.cleanup("--learner", "bob")).code, 0);
  await room.create("sfw-bob-04-tweetbot", { learner: "bob" });
  const { code, stdout } = await room.cleanup("--plan", planFile, "--yes");
  assert.is(code, 0, stdout);
  assert.match(stdout, "1 other stack of the course not asked for");
  assert.ok((await room.names()).includes("sfw-bob-04-tweetbot"));
  assert.not((await room.names()).includes("sfw-bob-01-starter"));
});

test("does not delete a stack that was made again under a name in the plan", async () => {
  assert.is((await room.cleanup("--learner", "bob")).code, 0);
  await room.cleanup("--learner", "bob", "--yes");
  await room.create("sfw-bob-04-tweetbot", { learner: "bob" });
  const { code } = await room.cleanup("--plan", planFile, "--yes");
  assert.is(code, 0);
  assert.ok((await room.names()).includes("sfw-bob-04-tweetbot"));
});

test("applies the filters to the deletion as to the dry run", async () => {
  await room.create("sfw-eve-01-starter", { learner: "eve" });
  await room.create("sfw-eve-04-tweetbot", { learner: "eve", step: "04-tweetbot" });
  await room.create("sfw-run-04-tweetbot", {
    tags: { ...course, learner: "run", step: "04-tweetbot", run: "77" },
  });
  const filters = [
    ["--learner", "eve", "--older-than", "1h"],
    ["--learner", "nobody"],
    ["--run", "78"],
    ["--ci", "--learner", "eve"],
  ];
  for (const filter of filters) {
    const { code, stdout } = await room.cleanup(...filter, "--yes", "--force");
    assert.is(code, 0, stdout);
    assert.match(stdout, "Nothing that was asked for is there.");
  }
  await room.cleanup("--step", "4", "--learner", "eve,run", "--ci", "--run", "77", "--yes");
  assert.not((await room.names()).includes("sfw-run-04-tweetbot"));
  await room.cleanup("--step", "04", "--learner", "eve", "--yes");
  assert.equal(
    (await room.names()).filter(name => name.includes("-eve-")),
    ["sfw-eve-01-starter"],
  );
});

test("finds orphaned log groups by name and tag, and leaves a live stack's alone", async () => {
  const logs = room.target().client(CloudWatchLogsClient);
  const make = (logGroupName: string, tags: Record<string, string>) =>
    logs.send(new CreateLogGroupCommand({ logGroupName, tags }));
  await make("/aws/lambda/sfw-gone-01-starter-hello", { ...course, learner: "eve" });
  await make("/aws/apigateway/sfw-gone-02-api", { ...course, learner: "eve" });
  await make("/aws/lambda/sfw-gone-02-api-hello", {});
  await make("/aws/lambda/other-hello", { ...course, learner: "eve" });
  const before = await room.cleanup("--learner", "eve");
  assert.match(before.stdout, /sfw-gone-01-starter-hello +orphaned log group/);
  const looks = () => room.proxy.counts.get("states.ListStateMachines") ?? 0; // each look has one
  const looksBefore = looks();
  assert.is((await room.cleanup("--plan", planFile, "--yes")).code, 0);
  assert.is(looks() - looksBefore, 2, "looks: before, and after");
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
  const left = logGroups.map(({ logGroupName }) => logGroupName);
  assert.not(left.includes("/aws/lambda/sfw-gone-01-starter-hello"));
  assert.not(left.includes("/aws/apigateway/sfw-gone-02-api"));
  assert.ok(left.includes("/aws/lambda/sfw-gone-02-api-hello"));
  assert.ok(left.includes("/aws/lambda/other-hello"));
  assert.ok(left.includes("/aws/lambda/sfw-bob-04-tweetbot-hello"));
});

test("respects termination protection and says so", async () => {
  await room.create("sfw-safe-01-starter", { learner: "safe", protected: true });
  const { code, stdout } = await room.cleanup("--learner", "safe", "--yes", "--force");
  assert.is(code, 1);
  assert.match(stdout, "sfw-safe-01-starter: its termination protection is on");
  assert.ok((await room.names()).includes("sfw-safe-01-starter"));
});

test("looks at regions that are asked for and names those that are not", async () => {
  const ireland = room.target("test", "eu-west-1");
  await room.create("sfw-far-01-starter", { learner: "far" }, ireland);
  const here = await room.cleanup("--learner", "far", "--yes");
  assert.match(here.stdout, /Not looked at in account 000000000000: .*eu-west-1/);
  assert.equal(await room.names(ireland), ["sfw-far-01-starter"]);
  const there = await room.cleanup("--learner", "far", "--yes", "--region", "all");
  assert.is(there.code, 0, there.stdout);
  assert.not(/Not looked at/.test(there.stdout));
  assert.equal(await room.names(ireland), []);
});

test("cleans a class of accounts, of which one that fails does not stop the others", async () => {
  const accounts = ["111111111111", "222222222222"];
  for (const id of accounts) await room.create("sfw-max-01-starter", { learner: "max" }, room.target(id));
  const file = path.join(room.folder, "roles.txt");
  await writeFile(file, `# our class\n${[...accounts, "333333333333"].map(roleIn).join("\n")}\n`);
  room.proxy.onCall = call =>
    call.body.includes("333333333333") ? refusal(call, "AccessDenied", "is not authorized", 403) : undefined;
  const { code, stdout } = await room.cleanup("--assume-role", file, "--yes");
  assert.is(code, 1);
  assert.match(stdout, /Not looked at: arn:aws:iam::333333333333:role\/instructor\. .*AccessDenied/);
  for (const id of accounts) {
    assert.match(stdout, `${id} us-east-1: 1 stack deleted`);
    assert.equal(await room.names(room.target(id)), []);
  }
});

test("goes on in other regions when one fails", async () => {
  await room.create("sfw-two-01-starter", { learner: "two" });
  room.proxy.onCall = call =>
    call.operation === "cloudformation.DescribeStacks" && call.headers.authorization?.includes("/eu-west-2/")
      ? refusal(call, "AccessDenied", "not here", 403)
      : undefined;
  const { code, stdout } = await room.cleanup("--learner", "two", "--yes", "--region", "eu-west-2,us-east-1");
  assert.is(code, 1);
  assert.match(stdout, /✗ 000000000000 eu-west-2: .*not here/);
  assert.match(stdout, "✓ 000000000000 us-east-1: 1 stack deleted");
  assert.match(stdout, /Not looked at in account 000000000000: .*eu-west-2/);
});

test("refuses an account whose alias says production", async () => {
  const iam = room.target("444444444444").client(IAMClient);
  await iam.send(new CreateAccountAliasCommand({ AccountAlias: "acme-production" }));
  await room.create("sfw-pro-01-starter", { learner: "pro" }, room.target("444444444444"));
  const { code, stderr } = await room.cleanup("--assume-role", roleIn("444444444444"), "--yes", "--force");
  assert.is(code, 3);
  assert.match(stderr, "has the alias acme-production");
  assert.equal(await room.names(room.target("444444444444")), ["sfw-pro-01-starter"]);
  await iam.send(new DeleteAccountAliasCommand({ AccountAlias: "acme-production" }));
});

test("a plan is not carried out in another account", async () => {
  await room.cleanup("--assume-role", roleIn("444444444444"));
  const { code, stderr } = await room.cleanup("--plan", planFile, "--yes");
  assert.is(code, 2);
  assert.match(stderr, "The plan is for account 444444444444");
});

test("cleans the accounts of several profiles, of which one that is unknown does not stop the others", async () => {
  const accounts = ["555555555555", "666666666666"];
  const keys = accounts.map(
    (id, index) => `[class-${index}]\naws_access_key_id = ${id}\naws_secret_access_key = test\n`,
  );
  await mkdir(path.join(room.folder, ".aws"));
  await writeFile(path.join(room.folder, ".aws", "credentials"), keys.join("\n"));
  for (const id of accounts) await room.create("sfw-amy-01-starter", { learner: "amy" }, room.target(id));
  const { code, stdout } = await room.cleanup("--profile", "class-0,class-1,nobody", "--yes");
  assert.is(code, 1);
  assert.match(stdout, "Not looked at: profile nobody.");
  const aws = await room.cleanup("--target", "aws", "--profile", "class-0", "--region", "eu-west-1");
  assert.is(aws.code, 0, aws.stderr);
  for (const id of accounts) {
    assert.match(stdout, `${id} us-east-1: 1 stack deleted`);
    assert.equal(await room.names(room.target(id)), []);
  }
});

/** Which of a run's calls kills it: before the target has seen the call, or once it has done what was asked. */
const deaths = Array.from({ length: 15 }, (_, index) => index + 1).flatMap(call =>
  (["dropped", "answer lost"] as const).map(fault => ({ call, fault, learner: `kil${call}${fault[0]}` })),
);

test(`ends in the same state when it was killed at any of ${deaths.length} points and is run again`, async () => {
  await inParallel(deaths, 4, async ({ call, fault, learner }) => {
    for (const step of ["01", "02", "03"]) await room.create(`sfw-${learner}-${step}`, { learner });
    let calls = 0;
    const proxy = await startFaultProxy(room.endpoint, () => {
      calls += 1;
      if (calls === call) child.kill("SIGKILL");
      return calls < call ? undefined : calls === call ? fault : "dropped";
    });
    const child = room.start(["--learner", learner, "--yes"], proxy.endpoint);
    const [, signal] = await once(child, "close");
    proxy.stop();
    assert.is(signal, "SIGKILL", `it ended before its call ${call}`);
    const { code, stdout } = await room.cleanup("--learner", learner, "--yes");
    assert.is(code, 0, stdout);
  });
  assert.equal(
    (await room.names()).filter(name => name.startsWith("sfw-kil")),
    [],
  );
});

test("prints one JSON document for programs", async () => {
  const { stdout } = await room.cleanup("--learner", "bob,safe", "--json");
  const { clean, plan, regions } = JSON.parse(stdout);
  assert.is(clean, false);
  assert.is(plan, planFile);
  assert.equal(regions[0].stacks.map(({ name }: { name: string }) => name).sort(), [
    "sfw-bob-04-tweetbot",
    "sfw-safe-01-starter",
  ]);
});

test("overwrites no file, a plan that was reviewed least of all", async () => {
  const file = path.join(room.folder, "reviewed.json");
  assert.is((await room.cleanup("--learner", "bob", "--plan", file)).code, 0);
  const reviewed = await readFile(file, "utf8");
  const { code, stderr } = await room.cleanup("--plan", file);
  assert.is(code, 2);
  assert.match(stderr, "is there already: add --yes to delete what that plan names");
  assert.is(await readFile(file, "utf8"), reviewed);
});

test("a plan that was changed is none", async () => {
  const file = path.join(room.folder, "changed.json");
  await room.cleanup("--learner", "bob", "--plan", file);
  const text = await readFile(file, "utf8");
  for (const [from, to] of [
    ['"region": "us-east-1"', '"region": "eu-west-1"'],
    ['"region": "us-east-1"', '"region": "all"'],
    ['"region": "us-east-1"', '"region": ""'],
    ['"region": "us-east-1"', '"region": "us-east-1.evil.example/#"'],
    ['"account": "000000000000"', '"account": "111111111111"'],
  ] as const) {
    await writeFile(file, text.replace(from, to));
    const { code, stderr } = await room.cleanup("--plan", file, "--yes");
    assert.is(code, 2, to);
    assert.match(stderr, /^.*changed\.json is not a cleanup plan, or was changed: .*\n$/, to);
  }
});

test("what the plan names is proven to be gone, or said to be kept", async () => {
  await room.create("sfw-plan-gone", { learner: "plan" });
  await room.create("sfw-plan-kept", { learner: "plan" });
  await room.cleanup("--learner", "plan");
  const cloudFormation = room.target().client(CloudFormationClient);
  await cloudFormation.send(new DeleteStackCommand({ StackName: "sfw-plan-gone" }));
  await cloudFormation.send(
    new UpdateStackCommand({
      StackName: "sfw-plan-kept",
      UsePreviousTemplate: true,
      Tags: [{ Key: "owner", Value: "somebody" }],
    }),
  );
  const { code, stdout } = await room.cleanup("--plan", planFile, "--yes");
  assert.is(code, 1, stdout);
  assert.match(stdout, "1 of the plan gone already; left");
  assert.match(stdout, "sfw-plan-kept: it is not, or no longer, the course's: kept");
  assert.ok((await room.names()).includes("sfw-plan-kept"));
});

test("never takes the workflows' role along, whatever its stack is called", async () => {
  const Role = {
    Type: "AWS::IAM::Role",
    Properties: {
      RoleName: "workshop-github",
      AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [] },
    },
  };
  await room.create("sfw-ci-access", { learner: "role", resources: { Role } });
  assert.is((await room.cleanup("--learner", "role", "--yes", "--force")).code, 0);
  assert.ok((await room.names()).includes("sfw-ci-access"));
});

test("tells the roles that belong to no stack, and whom they trust, and deletes none of them", async () => {
  const account = "999999999999";
  const here = room.target(account);
  const iam = here.client(IAMClient);
  const trusts = (Principal: object) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal, Action: "sts:AssumeRole" }],
    });
  const stranger = trusts({ AWS: "arn:aws:iam::123123123123:root" });
  for (const RoleName of ["sfw-x", "other-x"])
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: stranger }));
  const Role = {
    Type: "AWS::IAM::Role",
    Properties: { AssumeRolePolicyDocument: JSON.parse(trusts({ Service: "lambda.amazonaws.com" })) },
  };
  // A role belongs to no region; its stack may be in another one than that which is looked at, or not be asked for.
  await room.create("sfw-rob-01-starter", { learner: "rob", resources: { Role } }, here);
  await room.create(
    "sfw-rob-02-api",
    { learner: "rob", resources: { Role } },
    room.target(account, "eu-west-1"),
  );
  const roles = async () => {
    const { Roles = [] } = await iam.send(new ListRolesCommand({}));
    return Roles.map(({ RoleName = "" }) => RoleName).filter(name => name.startsWith("sfw-"));
  };
  assert.is((await roles()).length, 3);

  const role = ["--assume-role", roleIn(account)];
  const shown = await room.cleanup(...role);
  assert.is(shown.code, 0, shown.stderr);
  const told = /delete them in IAM unless you know them:\n((?: {2}.*\n)+)/.exec(shown.stdout)?.[1] ?? "";
  assert.match(
    told,
    /^ {2}999999999999 sfw-x, created 20\S+\n {4}Allow arn:aws:iam::123123123123:root sts:AssumeRole\n$/,
  );
  assert.not.match((await room.cleanup(...role, "--learner", "rob")).stdout, "sfw-x");

  const deleted = await room.cleanup(...role, "--yes", "--force", "--region", "all", "--json");
  assert.is(deleted.code, 0, deleted.stderr);
  const [stray, ...others] = JSON.parse(deleted.stdout).strayRoles;
  assert.equal([stray.account, stray.name, others], [account, "sfw-x", []]);
  assert.equal(await roles(), ["sfw-x"], "the stacks' own roles went with them");

  room.proxy.onCall = call =>
    call.operation === "iam.ListRoles" ? refusal(call, "AccessDenied", "not for you", 403) : undefined;
  const denied = await room.cleanup(...role);
  assert.is(denied.code, 0);
  assert.match(
    denied.stdout,
    `The roles of account ${account} were not looked at: that takes iam:ListRoles.`,
  );
  room.proxy.onCall = () => undefined;
  await iam.send(new DeleteRoleCommand({ RoleName: "sfw-x" }));
});

test("an account whose regions can't be read does not stop the others", async () => {
  await room.create("sfw-uma-01-starter", { learner: "uma" }, room.target("555555555555"));
  room.proxy.onCall = call =>
    call.path === "/listRegions" && call.headers.authorization?.includes("666666666666")
      ? refusal(call, "AccessDenied", "not for you", 403)
      : undefined;
  const profiles = ["--profile", "class-0,class-1"];
  const { code, stdout } = await room.cleanup(...profiles, "--region", "all", "--learner", "uma", "--yes");
  assert.is(code, 1, stdout);
  assert.match(stdout, "555555555555 us-east-1: 1 stack deleted");
  assert.match(stdout, "Not looked at: the regions of account 666666666666. They can't be read");
});

test("a plan is carried out where the credentials lead, and says where they do not", async () => {
  const accounts = ["777777777777", "888888888888"];
  for (const id of accounts) await room.create("sfw-eli-01-starter", { learner: "eli" }, room.target(id));
  const roles = ["--assume-role", accounts.map(roleIn).join()];
  assert.is((await room.cleanup(...roles, "--learner", "eli")).code, 0);
  room.proxy.onCall = call =>
    call.body.includes("888888888888") ? refusal(call, "AccessDenied", "is not authorized", 403) : undefined;
  const { code, stdout } = await room.cleanup(...roles, "--plan", planFile, "--yes");
  assert.is(code, 1, stdout);
  assert.match(stdout, "777777777777 us-east-1: 1 stack deleted");
  assert.match(
    stdout,
    "Not looked at: us-east-1 of account 888888888888. These credentials do not lead there.",
  );
  assert.match(stdout, /role\/instructor\. .*AccessDenied/);
});

const noRoles = path.join(room.folder, "empty-roles.txt");
await writeFile(noRoles, "# nobody\n\n");

const mistakes: [string[], RegExp][] = [
  [["--force"], /--force deletes: add --yes/],
  [["--yess"], /Unknown option '--yess'.*--yes/],
  [["all"], /Unexpected argument 'all'/],
  [["--older-than", "6"], /write a number and a unit/],
  [["--older-than", "six hours"], /write a number and a unit/],
  [["--step", "9"], /There is no step "9"/],
  [["--learner", ""], /--learner is empty/],
  [["--yes", "--learner", " "], /--learner is empty/],
  [["--yes", "--learner", ","], /--learner is empty/],
  [["--yes", "--step", "01,"], /--step is empty, or a part of it is/],
  [["--yes", "--account", ","], /--account is empty/],
  [["--account", "123"], /twelve digits/],
  [["--region", "eu-wset-1"], /No account has the region eu-wset-1 enabled/],
  [["--region", "all,mars"], /--region is "mars": write it like eu-west-1/],
  [["--region", "us-east-1.evil.example/#"], /write it like eu-west-1/],
  [["--assume-role", noRoles], /There is no role in .*empty-roles\.txt/],
  [["--assume-role", "no-such-file"], /neither the ARN of a role nor a file/],
  [["--profile", "a,b", "--assume-role", roleIn("111111111111")], /give only one/],
  [["--plan", "no-such-plan.json", "--yes"], /can't be read: write one/],
  [["--plan", "package.json", "--yes"], /package\.json is not a cleanup plan/],
  [["--plan", "plan.json", "--yes", "--learner", "ann"], /leave out --learner/],
  [["--target", "azure"], /There is no target "azure"/],
];

test("says in a sentence what is wrong with its options", async () => {
  await inParallel(mistakes, 4, async ([args, sentence]) => {
    const { code, stderr } = await room.cleanup(...args);
    assert.is(code, 2, `${args.join(" ")}: ${stderr}`);
    assert.match(stderr, sentence);
    assert.not(/^ {4}at /m.test(stderr), stderr);
  });
});

test("leaves the foreign stacks alone to the end", async () => {
  assert.equal((await room.names()).filter(name => foreignNames.includes(name)).sort(), foreignNames);
});

test.after(() => room.stop());
test.run();
