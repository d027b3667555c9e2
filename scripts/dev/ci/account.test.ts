import { test } from "uvu";
import * as assert from "uvu/assert";
import { UserError } from "../../shared/errors.ts";
import { accountSettings } from "./account.ts";

const role = "arn:aws:iam::123456789012:role/workshop-github";

test("the account and the permissions boundary follow from the role's ARN", () => {
  assert.equal(accountSettings({ AWS_ROLE_ARN: role, AWS_REGION: "eu-west-1" }), {
    account: "123456789012",
    boundary: "arn:aws:iam::123456789012:policy/workshop-step-roles",
  });
});

test("a missing or wrong variable is named, with the page that says how to set it", () => {
  for (const [variable, variables] of [
    ["AWS_ROLE_ARN", {}],
    ["AWS_ROLE_ARN", { AWS_ROLE_ARN: "", AWS_REGION: "eu-west-1" }],
    ["AWS_ROLE_ARN", { AWS_ROLE_ARN: "workshop-github", AWS_REGION: "eu-west-1" }],
    ["AWS_REGION", { AWS_ROLE_ARN: role }],
  ] as const) {
    assert.throws(
      () => accountSettings(variables),
      (error: Error) =>
        error instanceof UserError &&
        error.message.includes(variable) &&
        error.message.includes("docs/ci.md"),
    );
  }
});

test.run();
