import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startLive } from "../../scripts/dev/testing/live.ts";
import { chooseStep, findSteps } from "../../scripts/shared/steps.ts";
import { definition, replace } from "../../scripts/verify/broken-variant.ts";

// What an execution ends with when one of its branches fails, live, from its start.

const step = chooseStep(await findSteps(), "05");
const searchText = "AWS Step Functions";

const shortWait = definition(machine => (machine.States.Wait.Seconds = 1));
const otherTable = definition(machine => {
  const [, { States: states }] = machine.States["Write and Store"].Branches;
  states["Store Tweet"].Parameters.TableName = "no-such-table";
});

const live = await startLive();
const [wordless, tableless] = await Promise.all([
  live.deployVariant(step, "wordless", {
    "tweetbot.asl.json": shortWait,
    "lambdas/sms-text.ts": replace("const whole =", 'if (author) throw new Error("No words"); const whole ='),
  }),
  live.deployVariant(step, "tableless", { "tweetbot.asl.json": text => otherTable(shortWait(text)) }),
]);

const test = suite("branches");
test.after(() => live.stop());

for (const { branch, stateMachineArn, phoneNumber, attempts, error, cause } of [
  {
    branch: "Generate Message",
    stateMachineArn: wordless,
    phoneNumber: "+15554440003",
    attempts: 1,
    error: "MessageNotGenerated",
    cause: /^The message could not be written: Error\. Nothing was sent\.$/,
  },
  {
    branch: "Store Tweet",
    stateMachineArn: tableless,
    phoneNumber: "+15554440004",
    attempts: 3,
    error: "TweetNotStored",
    cause: /^The tweet could not be stored: DynamoD[bB]\.ResourceNotFoundException\. Nothing was sent\.$/,
  },
]) {
  test(`an execution tells that ${branch} has failed, and why, and sends nothing`, async () => {
    const execution = await live.end(await live.start(stateMachineArn, { searchText, phoneNumber }));
    assert.equal([execution.status, execution.error], ["FAILED", error]);
    assert.match(execution.cause ?? "", cause);
    const visit = execution.visits.find(({ name }) => name === branch);
    assert.equal([visit?.status, visit?.attempts], ["caught", attempts]);
    assert.equal(await live.texts(phoneNumber), []);
  });
}

test.run();
