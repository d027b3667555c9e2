import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { SFNClient } from "@aws-sdk/client-sfn";
import { STSClient } from "@aws-sdk/client-sts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { errorOf, temporaryFolder } from "../dev/testing/support.ts";
import { UserError } from "../shared/errors.ts";
import { explainTargetError } from "./explain.ts";
import { identify, localTarget, openTarget, type TargetOptions } from "./index.ts";

const test = suite("target");

// Nothing of the person who runs the tests: no profile, no region, no local target that happens to run.
const home = temporaryFolder();
const config = path.join(home, "config");
writeFileSync(config, "[profile north]\nregion = eu-north-1\n");
for (const name of Object.keys(process.env))
  if (/^(AWS_(?!SDK_)|WORKSHOP_)/.test(name)) delete process.env[name];
Object.assign(process.env, {
  WORKSHOP_HOME: home,
  AWS_CONFIG_FILE: config,
  AWS_SHARED_CREDENTIALS_FILE: path.join(home, "credentials"),
  AWS_EC2_METADATA_DISABLED: "true",
});

/** Opens a target with variables set. */
async function open(options: TargetOptions, variables: Record<string, string> = {}) {
  Object.assign(process.env, variables);
  try {
    return await openTarget(options);
  } finally {
    for (const name of Object.keys(variables)) delete process.env[name];
  }
}

const problemOf = (options: TargetOptions, variables: Record<string, string> = {}) =>
  errorOf(UserError, () => open(options, variables));

const endpoint = { AWS_ENDPOINT_URL: "http://127.0.0.1:9/" };

test("a target that does not exist is wrong usage", async () => {
  const { message, exitCode } = await problemOf({ target: "azure" });
  assert.equal([message, exitCode], ['There is no target "azure". Choose local or aws.', 2]);
  assert.match((await problemOf({}, { WORKSHOP_TARGET: "gcp" })).message, 'no target "gcp"');
});

test("an error is explained as one of the target that was opened", async () => {
  await open({}, endpoint);
  const error = Object.assign(new Error("x"), { name: "TimeoutError" });
  assert.match(
    (explainTargetError(error) as UserError).message,
    "The target, the endpoint http://127.0.0.1:9/ (from AWS_ENDPOINT_URL), could not do",
  );
});

test("what --target says goes before WORKSHOP_TARGET", async () => {
  const variables = { ...endpoint, WORKSHOP_TARGET: "aws" };
  assert.is((await open({ region: "eu-west-1" }, variables)).kind, "aws");
  assert.is((await open({ target: "local" }, variables)).kind, "endpoint");
});

test("AWS_ENDPOINT_URL is used as it is, with credentials for no account", async () => {
  const target = await open({}, endpoint);
  assert.equal([target.kind, target.region, target.smsInbox], ["endpoint", "us-east-1", undefined]);
  assert.match(target.title, "http://127.0.0.1:9/ (from AWS_ENDPOINT_URL)");
  assert.is(target.restApiUrl("a1", "dev"), "http://127.0.0.1:9/restapis/a1/dev/_user_request_");
  const { config } = target.client(SFNClient);
  assert.is((await config.endpoint?.())?.port, 9);
  assert.is((await config.credentials()).accessKeyId, "test");
  assert.is(target.client(SFNClient), target.client(SFNClient), "one client of a service");
});

test("the user's own credentials and region go to the user's own endpoint", async () => {
  const own = { AWS_ACCESS_KEY_ID: "mine", AWS_SECRET_ACCESS_KEY: "s", AWS_DEFAULT_REGION: "eu-west-3" };
  const target = await open({}, { ...endpoint, ...own });
  assert.is(target.region, "eu-west-3");
  assert.is((await open({ region: "eu-west-1" }, { ...endpoint, ...own })).region, "eu-west-1");
  Object.assign(process.env, own);
  assert.is((await target.client(SFNClient).config.credentials()).accessKeyId, "mine");
  for (const name of Object.keys(own)) delete process.env[name];
});

test("an AWS_ENDPOINT_URL that is not a URL is wrong usage, for every target", async () => {
  for (const target of ["local", "aws"]) {
    for (const value of ["nonsense", "127.0.0.1:4566", "localhost:4566", "ftp://127.0.0.1"]) {
      const error = await problemOf({ target, region: "eu-west-1" }, { AWS_ENDPOINT_URL: value });
      assert.is(error.exitCode, 2);
      assert.match(error.message, `AWS_ENDPOINT_URL is "${value}", which is not a URL: set it to`, target);
    }
  }
});

test("AWS needs a region: from --region, the environment or the profile", async () => {
  const error = await problemOf({ target: "aws" });
  assert.is(error.exitCode, 2);
  assert.match(error.message, /^No AWS region is set: add --region /);
  assert.is((await open({ target: "aws", region: "eu-west-1" })).region, "eu-west-1");
  assert.is((await open({ target: "aws" }, { AWS_REGION: "eu-west-2" })).region, "eu-west-2");
  assert.is((await open({ target: "aws", profile: "north" })).region, "eu-north-1");
});

test("AWS is looked at less often, and has names for REST APIs", async () => {
  const aws = await open({ target: "aws", region: "eu-west-1" });
  assert.equal([aws.kind, aws.title], ["aws", "AWS"]);
  assert.ok(aws.pollMs >= 1000, "AWS limits how often one may look");
  assert.is(aws.restApiUrl("a1", "dev"), "https://a1.execute-api.eu-west-1.amazonaws.com/dev");
  const elsewhere = await open({ target: "aws", region: "eu-west-1" }, endpoint);
  assert.match(elsewhere.title, "AWS at http://127.0.0.1:9/ (from AWS_ENDPOINT_URL)");
});

/** Asks a target whose STS answers with this ARN who the caller is. */
async function identifyAs(arn: string) {
  const answer = `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${arn}</Arn><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
  const server = createServer((_, response) => response.end(answer));
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  try {
    return await identify(localTarget(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

test("an account is known by its number and the caller's ARN", async () => {
  const arn = "arn:aws:iam::123456789012:user/ada";
  assert.equal(await identifyAs(arn), { account: "123456789012", arn });
});

for (const partition of ["aws-cn", "aws-us-gov"]) {
  test(`an account in the partition ${partition} is refused`, async () => {
    const arn = `arn:${partition}:iam::123456789012:user/ada`;
    const { message, exitCode } = await errorOf(UserError, () => identifyAs(arn));
    assert.is(
      message,
      `Account 123456789012 is in the partition ${partition}, and the course runs only in the partition aws, without ` +
        "China, GovCloud and the isolated regions: choose another account with --profile.",
    );
    assert.is(exitCode, 2);
  });
}

test("every client retries, and does not wait forever", async () => {
  for (const target of [await open({}, endpoint), await open({ target: "aws", region: "eu-west-1" })]) {
    const { config } = target.client(STSClient);
    assert.is(((await config.retryStrategy()) as { mode?: string }).mode, "standard");
    assert.ok((await config.maxAttempts()) > 3);
  }
});

test.run();
