import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
} from "@aws-sdk/client-cloudformation";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startBoth, type TestEmulator, until } from "./emulators.ts";

const template = {
  Resources: { Bucket: { Type: "AWS::S3::Bucket" } },
  Outputs: { Bucket: { Value: { Ref: "Bucket" } } },
};

const { local, plain, stop } = await startBoth();

/** What becomes of a stack whose bucket has an object in it when it is deleted. */
async function deleteFull({ config, deploy }: TestEmulator): Promise<string> {
  const { Bucket } = await deploy(template);
  await new S3Client({ ...config, forcePathStyle: true }).send(
    new PutObjectCommand({ Bucket, Key: "a", Body: "x" }),
  );
  const cloudFormation = new CloudFormationClient(config);
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({}));
  const StackName = Stacks?.[0]?.StackId;
  await cloudFormation.send(new DeleteStackCommand({ StackName }));
  return await until(async () => {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
    const status = Stacks?.[0]?.StackStatus;
    return status === "DELETE_COMPLETE" || status === "DELETE_FAILED" ? status : undefined;
  });
}

const test = suite("Buckets of stacks");

test("a bucket that is not empty is not deleted with its stack", async () => {
  assert.is(await deleteFull(local), "DELETE_FAILED");
});

test("which MiniStack does not do by itself", async () => {
  assert.is(await deleteFull(plain), "DELETE_COMPLETE", "the addition can go");
});

test.after(stop);
test.run();
