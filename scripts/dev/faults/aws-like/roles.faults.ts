import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deployStack } from "../../../stack/deploy.ts";
import { readTemplate } from "../../../stack/template.ts";
import { localTarget } from "../../../targets/index.ts";
import { ownEmulator } from "../../testing/emulator.ts";
import { startAwsLike } from "./aws-like.ts";

const test = suite("like AWS: roles");

const emulator = await ownEmulator();
const aws = await startAwsLike(emulator.endpoint, "2026");
const target = localTarget(aws.endpoint);

const body = "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n";

test("a stack's first creation fails, since its role is not known yet: deployStack creates it once more", async () => {
  const events: string[] = [];
  const notes: string[] = [];
  const { stack } = await deployStack(
    target,
    { name: "sfw-ada-queue", template: readTemplate(body), body, parameters: {}, tags: [] },
    {
      event: ({ LogicalResourceId, ResourceStatus }) =>
        void events.push(`${LogicalResourceId} ${ResourceStatus}`),
      note: note => void notes.push(note),
    },
  );
  assert.ok(events.includes("sfw-ada-queue ROLLBACK_COMPLETE"), events.join("\n"));
  assert.match(
    String(notes[0]),
    /authorized to assume the provided role\. AWS may not know a new role everywhere yet/,
  );
  assert.is(stack.StackStatus, "CREATE_COMPLETE");
});

test.after(async () => {
  aws.stop();
  await emulator.stop();
});

test.run();
