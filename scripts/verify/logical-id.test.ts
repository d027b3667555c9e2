import { suite } from "uvu";
import * as assert from "uvu/assert";
import { withLogicalId } from "./logical-id.ts";

const test = suite("logical id");

const machine = "arn:aws:states:us-east-1:000000000000:stateMachine:sfw-ada-01-starter";
const resources = {
  HelloFunction: "sfw-ada-01-starter-hello",
  HelloLogGroup: "/aws/lambda/sfw-ada-01-starter-hello",
  StateMachine: machine,
  Rule: "sfw-ada-03",
  Bucket: "sfw-ada-03",
  Nothing: "",
};
const arn = (resource: string) => `arn:aws:lambda:us-east-1:000000000000:${resource}`;

const lines: [line: string, logicalId: string | undefined][] = [
  [`Allow lambda:InvokeFunction on ${arn("function:sfw-ada-01-starter-hello")}`, "HelloFunction"],
  [`Allow logs:PutLogEvents on ${arn("log-group:/aws/lambda/sfw-ada-01-starter-hello:*")}`, "HelloLogGroup"],
  [`Allow states:StartExecution on ${machine}`, "StateMachine"],
  [`Allow events.amazonaws.com sqs:SendMessage from ${machine}`, "StateMachine"],
  [`Allow lambda:InvokeFunction on ${arn("function:sfw-ada-01-starter-hello-2")}`, undefined],
  [`Allow lambda:InvokeFunction on ${arn("function:other-sfw-ada-01-starter-hello")}`, undefined],
  [`Allow sqs:SendMessage on ${arn("rule/sfw-ada-03")}`, undefined], // of two
  ["Allow sns:Publish on anything but arn:aws:sns:*:*:*", undefined],
  ["Allow lambda:InvokeFunction on *", undefined],
  ["Allow lambda.amazonaws.com sts:AssumeRole", undefined],
];

for (const [line, logicalId] of lines) {
  test(`${line} ${logicalId ? `is about ${logicalId}` : "stays as it is"}`, () => {
    assert.is(withLogicalId(line, resources), logicalId ? `${line} (${logicalId})` : line);
  });
}

test("a condition stays behind it", () => {
  const line = `Allow states:StartExecution on ${machine}`;
  assert.is(withLogicalId(`${line} if {"a":1}`, resources), `${line} (StateMachine) if {"a":1}`);
});

test.run();
