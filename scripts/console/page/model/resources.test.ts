import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { EventJson } from "../../messages.ts";
import { resourcesOf } from "./resources.ts";

const test = suite("resources");

const asked = (resourceType: string, parameters: unknown): EventJson => ({
  id: 1,
  type: "TaskScheduled",
  timestamp: 0,
  taskScheduledEventDetails: {
    resourceType,
    resource: "x",
    region: "us-east-1",
    parameters: JSON.stringify(parameters),
  },
});

const places: [EventJson, string, string][] = [
  [
    asked("lambda", { FunctionName: "arn:aws:lambda:us-east-1:000000000000:function:hello:7", Payload: {} }),
    "function hello",
    "/resources/lambda?function=hello",
  ],
  [asked("dynamodb", { TableName: "tweets", Item: {} }), "table tweets", "/resources/dynamodb?table=tweets"],
  [
    asked("sqs", { QueueUrl: "http://127.0.0.1:4566/000000000000/questions" }),
    "queue questions",
    "/resources/sqs?queue=questions",
  ],
  [
    asked("sns", { TopicArn: "arn:aws:sns:us-east-1:000000000000:news" }),
    "topic news",
    "/resources/sns?topic=arn%3Aaws%3Asns%3Aus-east-1%3A000000000000%3Anews",
  ],
  [asked("s3", { Bucket: "b", Key: "../x?y&z" }), "bucket b", "/resources/s3?bucket=b"],
];
for (const [event, title, place] of places) {
  test(`${title} is at ${place}`, () => assert.equal(resourcesOf([event, event]), [{ title, place }]));
}

test("a function that is called by its ARN is found, and what names nothing is not", () => {
  const direct: EventJson = {
    id: 2,
    type: "LambdaFunctionScheduled",
    timestamp: 0,
    lambdaFunctionScheduledEventDetails: {
      resource: "arn:aws:lambda:us-east-1:000000000000:function:flaky",
    },
  };
  const others = [
    asked("sns", { PhoneNumber: "+1 555 444 6666" }),
    asked("x", "not an object"),
    asked("x", null),
    asked("dynamodb", { TableName: 7 }),
  ];
  assert.equal(
    resourcesOf([direct, ...others]).map(({ title }) => title),
    ["function flaky"],
  );
});

test.run();
