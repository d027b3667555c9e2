import { CloudFormationClient, UpdateStackCommand } from "@aws-sdk/client-cloudformation";
import {
  DescribeContinuousBackupsCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startBoth, type TestEmulator, until } from "./emulators.ts";

const TableName = "settings";
const template = (settings: object) => ({
  Resources: {
    Table: {
      Type: "AWS::DynamoDB::Table",
      Properties: {
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        ...settings,
      },
    },
  },
});
const settings = {
  TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true },
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
};

interface Context {
  local: TestEmulator;
  plain: TestEmulator;
  stop(): Promise<void>;
}
const test = suite<Context>("CloudFormation's settings of DynamoDB tables");

test.before(async context => {
  Object.assign(context, await startBoth());
  await Promise.all([context.local.deploy(template(settings)), context.plain.deploy(template(settings))]);
});
test.after(({ stop }) => stop());

test("time to live and point-in-time recovery are turned on with the table, and off with an update", async ({
  local,
}) => {
  assert.equal(await settingsOf(local), ["ttl", "ENABLED", "ENABLED"]);
  const client = new CloudFormationClient(local.config);
  const TemplateBody = JSON.stringify(template({}));
  await client.send(new UpdateStackCommand({ StackName: "behaviour", TemplateBody }));
  await until(async () => ((await settingsOf(local))[1] === "DISABLED" ? true : undefined));
  await until(async () => ((await settingsOf(local))[2] === "DISABLED" ? true : undefined));
});

// When this one fails, MiniStack can do it alone: take table_settings.py away.
test("MiniStack ignores them", async ({ plain }) => {
  assert.equal(await settingsOf(plain), [undefined, "DISABLED", "DISABLED"]);
});

test.run();

async function settingsOf({ config }: TestEmulator): Promise<(string | undefined)[]> {
  const client = new DynamoDBClient(config);
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
  const { ContinuousBackupsDescription } = await client.send(
    new DescribeContinuousBackupsCommand({ TableName }),
  );
  return [
    TimeToLiveDescription?.AttributeName,
    TimeToLiveDescription?.TimeToLiveStatus,
    ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus,
  ];
}
