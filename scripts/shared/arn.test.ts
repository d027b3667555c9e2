import { suite } from "uvu";
import * as assert from "uvu/assert";
import { executionArn, formatArn, iamAccount, neighbourArn, parseArn } from "./arn.ts";

const test = suite("arn");

const machine = "arn:aws:states:eu-west-1:123456789012:stateMachine:sfw-ada-01-starter";

test("an ARN is taken apart and put together again, colons in the resource included", () => {
  assert.equal(parseArn(machine), {
    partition: "aws",
    service: "states",
    region: "eu-west-1",
    account: "123456789012",
    resource: "stateMachine:sfw-ada-01-starter",
  });
  for (const arn of [machine, "arn:aws:s3:::bucket/a:b", "arn:aws-cn:iam::123456789012:role/x"]) {
    const parts = parseArn(arn);
    assert.is(parts && formatArn(parts), arn);
  }
});

test("what is not an ARN has no parts", () => {
  for (const text of [
    "",
    "x",
    "arn",
    "arn:aws:states:eu-west-1:1",
    "arn:aws:s3:::",
    "urn:aws:s3:::b",
    "arn::s3:::b",
  ])
    assert.is(parseArn(text), undefined, text);
});

test("an ARN is put together in the partition aws unless another is given", () => {
  assert.is(formatArn({ service: "s3", resource: "b" }), "arn:aws:s3:::b");
});

test("a neighbour has the same account and region, where its service names them", () => {
  const stack = "arn:aws:cloudformation:eu-west-1:123456789012:stack/sfw-ada-01-starter/1";
  const neighbour = (service: string, resource: string) => neighbourArn(stack, service, resource);
  assert.is(neighbour("lambda", "function:f"), "arn:aws:lambda:eu-west-1:123456789012:function:f");
  assert.is(neighbour("iam", "role/r"), "arn:aws:iam::123456789012:role/r");
  assert.is(neighbour("s3", "b"), "arn:aws:s3:::b");
  assert.throws(() => neighbourArn("", "s3", "b"), '"" is not an ARN');
});

test("an execution belongs to its state machine, whatever its alias or version", () => {
  const execution = "arn:aws:states:eu-west-1:123456789012:execution:sfw-ada-01-starter:verify-1";
  assert.is(executionArn(machine, "verify-1"), execution);
  assert.is(executionArn(`${machine}:live`, "verify-1"), execution);
  assert.throws(() => executionArn(execution, "verify-1"), "is not the ARN of a state machine");
  assert.throws(() => executionArn("", "verify-1"), "is not an ARN");
});

test("IAM's roles and policies are told by their ARNs", () => {
  assert.is(iamAccount("arn:aws:iam::123456789012:role/reader", "role"), "123456789012");
  assert.is(iamAccount("arn:aws:iam::123456789012:role/a/b!c/reader,+=.@-_", "role"), "123456789012");
  assert.is(iamAccount("arn:aws:iam::aws:policy/ReadOnlyAccess", "policy"), "aws");
  for (const wrong of [
    "arn:aws:iam::aws:role/x",
    "arn:aws:iam::1:role/x",
    "arn:aws:iam::123456789012:role/",
    "arn:aws:iam::123456789012:role/a b",
    "arn:aws:iam::123456789012:user/x",
    "arn:aws:iam::123456789012:policy/x",
    "arn:aws:iam:eu-west-1:123456789012:role/x",
    "arn:aws:sts::123456789012:role/x",
  ])
    assert.is(iamAccount(wrong, "role"), undefined, wrong);
});

test.run();
