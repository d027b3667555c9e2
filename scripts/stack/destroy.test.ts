import { suite } from "uvu";
import * as assert from "uvu/assert";
import { fakeCloudFormation, type Script, stackId } from "../dev/testing/fake-cloudformation.ts";
import { UserError } from "../shared/errors.ts";
import { destroyStack } from "./destroy.ts";

// What no emulator can be brought to do; lifecycle.test.ts destroys stacks on one.

const test = suite("destroy");

/** Destroys a stack in a CloudFormation that plays a script. */
async function destroy(script: Script) {
  const { target, calls, close } = await fakeCloudFormation(script);
  const notes: string[] = [];
  try {
    const kept = await destroyStack(target, "sfw-ada-01-starter", {
      note: sentence => notes.push(sentence),
      event: () => {},
    });
    return { kept: kept.map(({ LogicalResourceId }) => LogicalResourceId), calls, notes, error: "" };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    assert.is(error.exitCode, 3);
    return { error: error.message, calls, notes };
  } finally {
    close();
  }
}

test("a stack is deleted by its id, waited for, and what was to be kept is returned", async () => {
  const result = await destroy({
    found: [{ status: "CREATE_COMPLETE", events: [["Older", "DELETE_SKIPPED"]] }],
    after: {
      DeleteStack: [
        { status: "CREATE_COMPLETE" },
        { status: "DELETE_IN_PROGRESS", events: [["Bucket", "DELETE_SKIPPED"]] },
        { status: "GONE", events: [["STACK", "DELETE_COMPLETE"]] },
      ],
    },
  });
  assert.equal(result.kept, ["Bucket"]);
  assert.equal(
    result.calls.map(({ Action, StackName }) => [Action, StackName]),
    [["DeleteStack", stackId]],
  );
});

test("a stack that does not exist is destroyed already", async () => {
  const result = await destroy({});
  assert.equal([result.kept, result.calls], [[], []]);
});

test("a deletion that is under way is waited for, not begun again", async () => {
  const result = await destroy({ found: [{ status: "DELETE_IN_PROGRESS" }, { status: "GONE" }] });
  assert.equal([result.kept, result.calls], [[], []]);
  assert.equal(result.notes, ["Stack sfw-ada-01-starter is DELETE_IN_PROGRESS: waiting until that is done."]);
});

test("a bucket that was written to after it was emptied is emptied once more", async () => {
  const full: Script["after"] = {
    DeleteStack: [
      {
        status: "DELETE_FAILED",
        events: [
          ["Bucket", "DELETE_FAILED", "The bucket you tried to delete is not empty"],
          ["STACK", "DELETE_FAILED", "The following resource(s) failed to delete: [Bucket]."],
        ],
      },
    ],
  };
  const found: Script["found"] = [{ status: "CREATE_COMPLETE" }];
  const emptied = await destroy({ found, after: full, later: { DeleteStack: [{ status: "GONE" }] } });
  assert.equal([emptied.kept, emptied.error], [[], ""]);
  assert.equal(emptied.notes, ["A bucket was written to after it was emptied: once more."]);
  const stillFull = await destroy({ found, after: full });
  assert.match(stillFull.error, "Bucket (The bucket you tried to delete is not empty)");
  assert.is(stillFull.calls.filter(({ Action }) => Action === "DeleteStack").length, 2);
});

test("a failed deletion names what could not be deleted, and why", async () => {
  const result = await destroy({
    found: [{ status: "DELETE_FAILED", events: [["Old", "DELETE_FAILED", "the reason of another time"]] }],
    after: {
      DeleteStack: [
        { status: "DELETE_FAILED" }, // a stale read
        { status: "DELETE_IN_PROGRESS", events: [["Bucket", "DELETE_FAILED", "The bucket is not empty"]] },
        {
          status: "DELETE_FAILED",
          events: [
            ["Role", "DELETE_FAILED", "Cannot delete entity"],
            ["STACK", "DELETE_FAILED", "The following resource(s) failed to delete: [Bucket, Role]."],
          ],
        },
      ],
    },
  });
  assert.is(
    result.error,
    "Stack sfw-ada-01-starter could not be deleted: Bucket (The bucket is not empty), Role (Cannot delete entity).",
  );
});

test("a deletion that fails before any resource gives the stack's reason", async () => {
  const result = await destroy({
    found: [{ status: "CREATE_COMPLETE" }],
    after: {
      DeleteStack: [
        {
          status: "DELETE_FAILED",
          events: [["STACK", "DELETE_FAILED", "Role x is invalid or cannot be assumed"]],
        },
      ],
    },
  });
  assert.is(
    result.error,
    "Stack sfw-ada-01-starter could not be deleted: Role x is invalid or cannot be assumed.",
  );
});

test.run();
