import { suite } from "uvu";
import * as assert from "uvu/assert";
import { UserError } from "../shared/errors.ts";
import { blameTarget, explainTargetError, isOutage } from "./explain.ts";

const test = suite("explain");

/** An error as the SDK throws it. */
const sdkError = (name: string, message: string, more = {}) =>
  Object.assign(new Error(message), { name, ...more });

test("before there is a target, and where there is no reason, neither is made up", async () => {
  // The module as it is when a command starts: other tests in this process may have opened a target.
  const fresh: typeof import("./explain.ts") = await import(
    new URL("explain.ts?fresh", import.meta.url).href
  );
  const error = sdkError("UnknownError", "UnknownError", { $metadata: { httpStatusCode: 500 } });
  assert.is(
    (fresh.explainTargetError(error) as UserError).message,
    "The target could not do what was asked: the service has a fault of its own: try again later.",
  );
});

for (const [error, words] of [
  [sdkError("CredentialsProviderError", "Could not load"), "no AWS credentials were found: sign in"],
  [sdkError("ExpiredToken", "x"), "have expired: sign in again"],
  [sdkError("InvalidClientTokenId", "x"), "are not valid: check the profile"],
  [sdkError("AccessDenied", "User: a is not authorized"), "the identity may not do that"],
  [sdkError("Error", "connect", { code: "ECONNREFUSED" }), "nothing answers there"],
  [sdkError("TimeoutError", "x"), "there is no answer in time"],
  [sdkError("ThrottlingException", "Rate exceeded"), "try again in a minute"],
  [sdkError("Whatever", "x", { $metadata: { httpStatusCode: 503 } }), "a fault of its own"],
  [sdkError("LimitExceededException", "Too many", { $metadata: { httpStatusCode: 400 } }), "it refuses"],
] as const) {
  test(`${error.name} becomes a sentence that says what to do, with the reason given`, () => {
    blameTarget("AWS");
    const explained = explainTargetError(error) as UserError;
    assert.instance(explained, UserError);
    assert.is(explained.exitCode, 3);
    assert.ok(
      explained.message.startsWith("The target, AWS, could not do what was asked: "),
      explained.message,
    );
    assert.match(explained.message, words);
    assert.ok(explained.message.endsWith(` (${error.name}: ${error.message}).`), explained.message);
  });
}

test("an error of ours stays as it is, and so does a defect", () => {
  for (const error of [new UserError("mine", 2), new TypeError("x is not a function"), "text", undefined]) {
    assert.is(explainTargetError(error), error);
  }
});

test("tells a target that is lost from one that answers", () => {
  const answered = { $metadata: { httpStatusCode: 400 } };
  for (const lost of [
    sdkError("ExpiredTokenException", "x", answered),
    sdkError("CredentialsProviderError", "x"),
    sdkError("TimeoutError", "x", { $metadata: { attempts: 8 } }),
    sdkError("Error", "x", { code: "ECONNREFUSED", $metadata: { attempts: 8 } }),
  ])
    assert.ok(isOutage(lost), lost.name);
  for (const other of [
    sdkError("AccessDeniedException", "x", answered),
    sdkError("ThrottlingException", "x", answered),
    sdkError("ValidationError", "x", answered),
    sdkError("TypeError", "x"),
    "ECONNREFUSED",
  ])
    assert.not(isOutage(other), String(other));
});

test.run();
