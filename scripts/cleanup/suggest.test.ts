import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type options, readRequest } from "./options.ts";
import type { PlannedRegion } from "./plan-file.ts";
import { nextLines } from "./suggest.ts";

delete process.env.WORKSHOP_TARGET;

const orphan = { id: "a@1", name: "a", learner: "ann", step: "01-starter", createdAt: "" };
const region: PlannedRegion = { account: "1", region: "eu-west-1", stacks: [], logGroups: [orphan] };
const planFile = path.resolve("class plan.json");

const suggested = async (values: Partial<Record<keyof typeof options, string | string[]>>) =>
  nextLines({ ...(await readRequest(values as object)), planFile }, [region]).at(-1) ?? "";

test("the next command names the plan, quoted", async () => {
  assert.is(await suggested({}), "  npm run cleanup -- --plan 'class plan.json' --yes");
});

test("it leads to the same accounts, by each profile and role that was given", async () => {
  const role = "arn:aws:iam::111111111111:role/one,two";
  assert.is(
    await suggested({
      target: "aws",
      profile: ["class"],
      "assume-role": [role, `${role}-2`],
      learner: ["ann"],
    }),
    `  npm run cleanup -- --plan 'class plan.json' --yes --target aws --profile class` +
      ` --assume-role ${role} --assume-role ${role}-2 --account <id>`,
  );
});

test("on AWS it asks for the account, but not where --target is local", async () => {
  process.env.WORKSHOP_TARGET = "aws";
  assert.match(await suggested({}), / --account <id>$/);
  assert.not.match(await suggested({ target: "local" }), "--account");
  delete process.env.WORKSHOP_TARGET;
});

test("there is no next command for an empty plan", async () => {
  const request = await readRequest({});
  assert.equal(nextLines(request, [{ ...region, logGroups: [] }]), []);
});

test.run();
