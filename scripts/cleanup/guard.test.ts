import { suite } from "uvu";
import * as assert from "uvu/assert";
import { UserError } from "../shared/errors.ts";
import type { Account } from "./accounts.ts";
import { guardAccounts } from "./guard.ts";

const test = suite("guardAccounts");

const account = (more: Partial<Account>): Account => ({
  id: "111111111111",
  arn: "arn:aws:iam::111111111111:user/ann",
  region: "eu-west-1",
  real: true,
  open: () => Promise.reject(new Error("nobody opens it")),
  regions: [],
  aliases: [],
  ...more,
});
const emulated = { real: false, aliases: undefined };

for (const [what, accounts, named] of [
  ["a real account that is named", [account({})], ["111111111111"]],
  ["a harmless alias", [account({ aliases: ["workshop"] })], ["111111111111"]],
  ["an emulated account, named or not", [account(emulated)], []],
  ["more names than accounts", [account({})], ["111111111111", "222222222222"]],
] as const) {
  test(`lets through ${what}`, () => guardAccounts([...accounts], [...named]));
}

for (const [what, accounts, named, says, exitCode] of [
  [
    "a real account that is not named",
    [account({})],
    [],
    "no account is named: add --account 111111111111",
    2,
  ],
  ["another account than the one named", [account({})], ["222222222222"], "--account names 222222222222", 2],
  [
    "an emulated account that is not the one named",
    [account(emulated)],
    ["222222222222"],
    "names 222222222222",
    2,
  ],
  [
    "all when one is not named",
    [account({}), account({ id: "222222222222" })],
    ["111111111111"],
    "add --account 222222222222",
    2,
  ],
  [
    "an account whose alias can't be read",
    [account({ aliases: undefined })],
    ["111111111111"],
    "can't be read",
    3,
  ],
  [
    "a production account",
    [account({ aliases: ["Acme-PROD-eu"] })],
    ["111111111111"],
    "which says production",
    3,
  ],
  [
    "a production account on an endpoint, too",
    [account({ real: false, aliases: ["production"] })],
    [],
    "which says production",
    3,
  ],
] as const) {
  test(`refuses ${what}`, () => {
    try {
      guardAccounts([...accounts], [...named]);
      assert.unreachable("it was let through");
    } catch (error) {
      assert.instance(error, UserError);
      assert.match((error as UserError).message, says);
      assert.match((error as UserError).message, "Nothing was deleted.");
      assert.is((error as UserError).exitCode, exitCode);
    }
  });
}

test.run();
