import { suite } from "uvu";
import * as assert from "uvu/assert";
import { fakeCloudFormation, type Look, type Script } from "../dev/testing/fake-cloudformation.ts";
import { AwsRefusal, UserError } from "../shared/errors.ts";
import { deployStack } from "./deploy.ts";
import { readTemplate } from "./template.ts";

// What no emulator can be brought to do; lifecycle.test.ts deploys to one.

const test = suite("deploy");

const body = `
Parameters:
  Given: { Type: String }
  Kept: { Type: String, Default: d }
  Fresh: { Type: String, Default: d }
Resources: { Role: { Type: AWS::IAM::Role } }
`;
const deployment = {
  name: "sfw-ada-01-starter",
  template: readTemplate(body),
  body,
  parameters: { Given: "g" },
  tags: [
    { Key: "learner", Value: "ada" },
    { Key: "created", Value: "2026-02-02T00:00:00Z" },
  ],
};

const created: Look[] = [
  { status: "CREATE_IN_PROGRESS", events: [["Role", "CREATE_IN_PROGRESS"]] },
  { status: "CREATE_COMPLETE", events: [["Role", "CREATE_COMPLETE"], ["STACK", "CREATE_COMPLETE"]] },
]; // biome-ignore format: events one after the other
const updated: Look[] = [
  { status: "UPDATE_IN_PROGRESS", events: [["Role", "UPDATE_IN_PROGRESS"]] },
  { status: "UPDATE_COMPLETE", events: [["Role", "UPDATE_COMPLETE"]] },
]; // biome-ignore format: one after the other
const reviewed: Look[] = [{ status: "REVIEW_IN_PROGRESS", events: [["STACK", "REVIEW_IN_PROGRESS"]] }];

/** Deploys into a CloudFormation that plays a script; returns what was called, said and done. */
async function deploy(script: Script) {
  const { target, calls, close } = await fakeCloudFormation(script);
  const notes: string[] = [];
  const events: string[] = [];
  try {
    const { stack, changed } = await deployStack(target, deployment, {
      note: sentence => notes.push(sentence),
      event: event => events.push(`${event.LogicalResourceId} ${event.ResourceStatus}`),
    });
    return {
      status: stack.StackStatus,
      changed,
      notes,
      events,
      calls,
      actions: actionsOf(calls),
      error: "",
      isRefusal: false,
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    assert.is(error.exitCode, 3);
    const isRefusal = error instanceof AwsRefusal;
    return { error: error.message, isRefusal, notes, events, calls, actions: actionsOf(calls) };
  } finally {
    close();
  }
}

const actionsOf = (calls: Record<string, string>[]) => calls.map(({ Action }) => Action);

test("a stack that does not exist is created, its events are told as they come", async () => {
  const result = await deploy({ after: { CreateChangeSet: reviewed, ExecuteChangeSet: created } });
  assert.is(result.status, "CREATE_COMPLETE");
  assert.is(result.changed, true);
  assert.equal(result.actions, ["CreateChangeSet", "ExecuteChangeSet"]);
  assert.is(result.calls[0]?.ChangeSetType, "CREATE");
  assert.is(result.calls[0]?.["Capabilities.member.1"], "CAPABILITY_IAM");
  assert.equal(result.events, [
    "Role CREATE_IN_PROGRESS",
    "sfw-ada-01-starter CREATE_IN_PROGRESS",
    "Role CREATE_COMPLETE",
    "sfw-ada-01-starter CREATE_COMPLETE",
  ]);
  assert.equal(result.notes, []);
});

for (const reason of [
  "The submitted information didn't contain changes. Submit different information to create a change set.",
  "No updates are to be performed.",
]) {
  test(`no changes is success: ${reason}`, async () => {
    const result = await deploy({ found: [{ status: "UPDATE_COMPLETE" }], changeSetFails: reason });
    assert.equal([result.status, result.changed], ["UPDATE_COMPLETE", false]);
    assert.equal(result.actions, ["CreateChangeSet", "DeleteChangeSet"]);
  });
}

test("changes that another run has made meanwhile are in the stack that is returned", async () => {
  const result = await deploy({
    found: [{ status: "CREATE_COMPLETE" }, { status: "UPDATE_IN_PROGRESS" }, { status: "UPDATE_COMPLETE" }],
    changeSetFails: "No updates are to be performed.",
  });
  assert.equal([result.status, result.changed], ["UPDATE_COMPLETE", false]);
  const gone = await deploy({
    found: [{ status: "CREATE_COMPLETE" }, { status: "GONE" }],
    changeSetFails: "No updates are to be performed.",
  });
  assert.match(gone.error, "was deleted while it was being deployed. Run the step again.");
});

const tooEarly: Look[] = [
  {
    status: "ROLLBACK_COMPLETE",
    events: [
      ["Stream", "CREATE_FAILED", "Firehose is unable to assume role arn:aws:iam::1:role/x."],
      ["STACK", "ROLLBACK_COMPLETE"],
    ],
  },
];

test("a role that is not known everywhere yet is a reason to deploy once more, and no more than once", async () => {
  const gone = { CreateChangeSet: reviewed, DeleteStack: [{ status: "GONE" }] };
  const second = await deploy({
    after: { ...gone, ExecuteChangeSet: tooEarly },
    later: { ExecuteChangeSet: created },
  });
  assert.is(second.status, "CREATE_COMPLETE");
  assert.equal(second.actions.filter(action => action === "ExecuteChangeSet").length, 2);
  assert.match(second.notes[0] ?? "", /unable to assume role .* once more\.$/);
  const never = await deploy({ after: { ...gone, ExecuteChangeSet: tooEarly } });
  assert.match(never.error, "Firehose is unable to assume role");
  assert.equal(never.actions.filter(action => action === "ExecuteChangeSet").length, 2);
});

/** A creation in which a resource fails for a reason. */
const failing = (reason: string): Look[] => [
  {
    status: "ROLLBACK_COMPLETE",
    events: [["Role", "CREATE_FAILED", reason], ["STACK", "ROLLBACK_COMPLETE"]],
  },
]; // biome-ignore format: one after the other

const anew = { CreateChangeSet: reviewed, DeleteStack: [{ status: "GONE" }] };
const executions = ({ actions }: { actions: (string | undefined)[] }) =>
  actions.filter(action => action === "ExecuteChangeSet").length;

for (const reason of [
  "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.",
  "The role defined for the function cannot be assumed by Lambda.",
]) {
  test(`a reason that passes with a new role: ${reason}`, async () => {
    const second = await deploy({
      after: { ...anew, ExecuteChangeSet: failing(reason) },
      later: { ExecuteChangeSet: created },
    });
    assert.equal([second.status, executions(second)], ["CREATE_COMPLETE", 2]);
    assert.match(second.notes[0] ?? "", `${reason} AWS may not know a new role everywhere yet: once more.`);
    const never = await deploy({ after: { ...anew, ExecuteChangeSet: failing(reason) } });
    assert.match(never.error, reason);
    assert.is(executions(never), 2);
  });
}

for (const reason of [
  "State Machine is being deleted: 'arn:aws:states:us-east-1:123456789012:stateMachine:sfw-ada-01-starter'",
  "State machine already exists",
]) {
  test(`a name that is still taken is a reason to deploy once more, up to twice: ${reason}`, async () => {
    const second = await deploy({
      after: { ...anew, ExecuteChangeSet: failing(reason) },
      later: { ExecuteChangeSet: created },
    });
    assert.equal([second.status, executions(second)], ["CREATE_COMPLETE", 2]);
    assert.match(second.notes[0] ?? "", "AWS may still be deleting one of this name: once more.");
    const never = await deploy({ after: { ...anew, ExecuteChangeSet: failing(reason) } });
    assert.match(never.error, reason);
    assert.is(executions(never), 3);
  });
}

test("too many streams being created at once is a reason to deploy once more, up to five times", async () => {
  const reason =
    "This request would have exceed the limit on the number  of streams that can simultaneously be in CREATING or " +
    "DELETING for the account 123456789012. Limit: 5.";
  const second = await deploy({
    after: { ...anew, ExecuteChangeSet: failing(reason) },
    later: { ExecuteChangeSet: created },
  });
  assert.equal([second.status, executions(second)], ["CREATE_COMPLETE", 2]);
  assert.match(second.notes[0] ?? "", /Others are creating streams in this account, too: once more\.$/);
  const never = await deploy({ after: { ...anew, ExecuteChangeSet: failing(reason) } });
  assert.match(never.error, reason);
  assert.is(executions(never), 6);
});

test("too many shards is not: waiting does not help", async () => {
  const reason = "This request would exceed the shard limit for the account 123456789012 in us-east-1.";
  const result = await deploy({ after: { ...anew, ExecuteChangeSet: failing(reason) } });
  assert.match(result.error, reason);
  assert.is(executions(result), 1);
});

test("nothing to create is an error", async () => {
  const result = await deploy({ changeSetFails: "The submitted information didn't contain changes." });
  assert.is(result.error, "CloudFormation finds nothing to create in sfw-ada-01-starter.");
});

test("another run's success right after our failure is not taken for ours", async () => {
  const result = await deploy({
    found: [{ status: "CREATE_COMPLETE" }],
    after: {
      ExecuteChangeSet: [
        { status: "UPDATE_ROLLBACK_IN_PROGRESS", events: [["Role", "UPDATE_FAILED", "our reason"]] },
        { status: "UPDATE_ROLLBACK_IN_PROGRESS", events: [["STACK", "UPDATE_ROLLBACK_COMPLETE"]] },
        { status: "UPDATE_IN_PROGRESS", foreign: true, events: [["Role", "UPDATE_IN_PROGRESS"]] },
        { status: "UPDATE_COMPLETE", foreign: true, events: [["Role", "UPDATE_COMPLETE"]] },
      ],
    },
  });
  assert.is(
    result.error,
    "Stack sfw-ada-01-starter could not be deployed and is now UPDATE_ROLLBACK_COMPLETE. " +
      "Role (AWS::IAM::Role) failed: our reason",
  );
  assert.not(result.events.includes("Role UPDATE_COMPLETE"), "only our operation is told");
});

test("a refused template is an error with the reason, and leaves no change set", async () => {
  const result = await deploy({
    found: [{ status: "CREATE_COMPLETE" }],
    changeSetFails: "Template error: instance of Fn::GetAtt references undefined resource Nobody",
  });
  assert.is(
    result.error,
    "CloudFormation refused the template of sfw-ada-01-starter: " +
      "Template error: instance of Fn::GetAtt references undefined resource Nobody",
  );
  assert.ok(result.isRefusal);
  assert.equal(result.actions, ["CreateChangeSet", "DeleteChangeSet"]);
});

test("a failure names the first resource that failed by itself, not those that were cancelled", async () => {
  const result = await deploy({
    after: {
      CreateChangeSet: reviewed,
      ExecuteChangeSet: [
        {
          status: "CREATE_IN_PROGRESS",
          events: [
            ["Table", "CREATE_FAILED", "Resource creation cancelled"],
            ["Role", "CREATE_FAILED", "API: iam:CreateRole User is not authorized"],
            ["Queue", "CREATE_FAILED", "Resource creation cancelled"],
            ["Bucket", "CREATE_FAILED", "a later failure"],
            [
              "STACK",
              "ROLLBACK_IN_PROGRESS",
              "The following resource(s) failed to create: [Role]. Rollback requested by user.",
            ],
          ],
        },
        { status: "ROLLBACK_IN_PROGRESS", events: [["Role", "DELETE_COMPLETE"]] },
        { status: "ROLLBACK_COMPLETE", events: [["STACK", "ROLLBACK_COMPLETE"]] },
      ],
    },
  });
  assert.is(
    result.error,
    "Stack sfw-ada-01-starter could not be deployed and is now ROLLBACK_COMPLETE. " +
      "Role (AWS::IAM::Role) failed: API: iam:CreateRole User is not authorized",
  );
  assert.not(result.isRefusal, "no template can mend that");
  assert.ok(result.events.includes("sfw-ada-01-starter ROLLBACK_COMPLETE"), "the rollback is followed, too");
});

test("a failure of an update before this one is not taken for one of this one", async () => {
  const result = await deploy({
    found: [{ status: "UPDATE_ROLLBACK_COMPLETE", events: [["Old", "UPDATE_FAILED", "the old reason"]] }],
    after: {
      ExecuteChangeSet: [
        { status: "UPDATE_IN_PROGRESS" },
        { status: "UPDATE_ROLLBACK_COMPLETE", reason: "the reason of the stack" },
      ],
    },
  });
  assert.is(
    result.error,
    "Stack sfw-ada-01-starter could not be deployed and is now UPDATE_ROLLBACK_COMPLETE. the reason of the stack",
  );
  assert.ok(result.isRefusal);
});

for (const status of ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"]) {
  test(`${status}: the stack is deleted and made anew`, async () => {
    const result = await deploy({
      found: [{ status }],
      after: {
        DeleteStack: [{ status: "DELETE_IN_PROGRESS" }, { status: "GONE" }],
        CreateChangeSet: reviewed,
        ExecuteChangeSet: created,
      },
    });
    assert.is(result.status, "CREATE_COMPLETE");
    assert.equal(result.actions, ["DeleteStack", "CreateChangeSet", "ExecuteChangeSet"]);
    assert.is(result.calls[1]?.ChangeSetType, "CREATE");
    assert.match(result.notes[0] ?? "", `is ${status}, left by a failed deployment: deleting it`);
  });
}

test("REVIEW_IN_PROGRESS: a creation that was never executed is taken up again", async () => {
  const result = await deploy({ found: reviewed, after: { ExecuteChangeSet: created } });
  assert.is(result.status, "CREATE_COMPLETE");
  assert.is(result.calls[0]?.ChangeSetType, "CREATE");
});

for (const status of ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"]) {
  test(`${status}: the stack is updated`, async () => {
    const result = await deploy({ found: [{ status }], after: { ExecuteChangeSet: updated } });
    assert.is(result.status, "UPDATE_COMPLETE");
    assert.is(result.calls[0]?.ChangeSetType, "UPDATE");
    assert.equal(result.notes, []);
  });
}

test("right after its start an update may still look as before: reads are eventually consistent", async () => {
  const result = await deploy({
    found: [{ status: "UPDATE_COMPLETE" }],
    after: { ExecuteChangeSet: [{ status: "UPDATE_COMPLETE", stale: true }, ...updated] },
  });
  assert.is(result.status, "UPDATE_COMPLETE");
  assert.equal(
    result.events,
    [
      "Role UPDATE_IN_PROGRESS",
      "sfw-ada-01-starter UPDATE_IN_PROGRESS",
      "Role UPDATE_COMPLETE",
      "sfw-ada-01-starter UPDATE_COMPLETE",
    ],
    "it was followed to its end",
  );
});

test("UPDATE_ROLLBACK_FAILED: the rollback is finished first", async () => {
  const result = await deploy({
    found: [{ status: "UPDATE_ROLLBACK_FAILED" }],
    after: {
      ContinueUpdateRollback: [
        { status: "UPDATE_ROLLBACK_FAILED" }, // a stale read
        { status: "UPDATE_ROLLBACK_IN_PROGRESS" },
        { status: "UPDATE_ROLLBACK_COMPLETE" },
      ],
      ExecuteChangeSet: updated,
    },
  });
  assert.is(result.status, "UPDATE_COMPLETE");
  assert.equal(result.actions, ["ContinueUpdateRollback", "CreateChangeSet", "ExecuteChangeSet"]);
});

test("UPDATE_ROLLBACK_FAILED again: the error says what is in the way and what to do", async () => {
  const result = await deploy({
    found: [{ status: "UPDATE_ROLLBACK_FAILED" }],
    after: {
      ContinueUpdateRollback: [
        { status: "UPDATE_ROLLBACK_IN_PROGRESS" },
        {
          status: "UPDATE_ROLLBACK_FAILED",
          events: [
            ["STACK", "UPDATE_ROLLBACK_FAILED", "The following resource(s) failed to update: [Role]."],
          ],
        },
      ],
    },
  });
  assert.is(
    result.error,
    "The rollback of stack sfw-ada-01-starter could not be finished: " +
      "The following resource(s) failed to update: [Role]. Take it down first, with --fresh.",
  );
  assert.equal(result.actions, ["ContinueUpdateRollback"]);
});

for (const status of ["CREATE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "DELETE_IN_PROGRESS"]) {
  test(`${status}: the operation is waited for`, async () => {
    const gone = status === "DELETE_IN_PROGRESS";
    const result = await deploy({
      found: [{ status }, { status }, { status: gone ? "GONE" : "UPDATE_COMPLETE" }],
      after: { ...(gone && { CreateChangeSet: reviewed }), ExecuteChangeSet: gone ? created : updated },
    });
    assert.is(result.calls[0]?.ChangeSetType, gone ? "CREATE" : "UPDATE");
    assert.equal(result.notes, [`Stack sfw-ada-01-starter is ${status}: waiting until that is done.`]);
  });
}

test("a change that another run is ahead of waits for that one, then goes on", async () => {
  const result = await deploy({
    found: [{ status: "CREATE_COMPLETE" }, { status: "UPDATE_IN_PROGRESS" }, { status: "UPDATE_COMPLETE" }],
    errors: { CreateChangeSet: [["ValidationError", "Stack is in UPDATE_IN_PROGRESS state"]] },
    after: { ExecuteChangeSet: updated },
  });
  assert.is(result.status, "UPDATE_COMPLETE");
  assert.equal(result.notes, ["Stack sfw-ada-01-starter is being changed by another run: waiting for it."]);
});

test("a change that another run has just finished goes on from there", async () => {
  const result = await deploy({
    found: [{ status: "CREATE_COMPLETE" }, { status: "CREATE_COMPLETE" }, { status: "UPDATE_COMPLETE" }],
    errors: { ExecuteChangeSet: [["ChangeSetNotFound", "ChangeSet [x] does not exist"]] },
    after: { ExecuteChangeSet: updated },
  });
  assert.is(result.status, "UPDATE_COMPLETE");
  assert.equal(result.actions, [
    "CreateChangeSet",
    "ExecuteChangeSet",
    "CreateChangeSet",
    "ExecuteChangeSet",
  ]);
});

test("a refusal that nobody else causes is thrown as it is", async () => {
  const script = {
    found: [{ status: "CREATE_COMPLETE" }],
    errors: { CreateChangeSet: [["ValidationError", "1 validation error detected"]] },
  } satisfies Script;
  const error = await deploy(script).then(
    () => undefined,
    error => error,
  );
  assert.match(error?.message ?? "", "1 validation error");
});

test("other parameters keep the values that the stack has; the time of creation stays", async () => {
  const { calls } = await deploy({
    found: [{ status: "CREATE_COMPLETE" }],
    parameters: { Given: "old", Kept: "k", Removed: "r" },
    tags: { created: "2026-01-01T00:00:00Z", learner: "grace" },
    after: { ExecuteChangeSet: updated },
  });
  const call = calls[0] ?? {};
  const values = Object.entries(call).filter(([key]) => /^(Parameters|Tags)/.test(key));
  assert.equal(
    values.map(([key, value]) => `${key} ${value}`),
    [
      "Parameters.member.1.ParameterKey Given",
      "Parameters.member.1.ParameterValue g",
      "Parameters.member.2.ParameterKey Kept",
      "Parameters.member.2.UsePreviousValue true",
      "Tags.member.1.Key learner",
      "Tags.member.1.Value ada",
      "Tags.member.2.Key created",
      "Tags.member.2.Value 2026-01-01T00:00:00Z",
    ],
  );
});

test("throttling is retried", async () => {
  const result = await deploy({
    found: [{ status: "CREATE_COMPLETE" }],
    errors: { DescribeStacks: [["Throttling", "Rate exceeded"]] },
    after: { ExecuteChangeSet: updated },
  });
  assert.is(result.status, "UPDATE_COMPLETE");
});

test("a stack that somebody deletes meanwhile is an error that says so", async () => {
  const result = await deploy({
    found: [{ status: "CREATE_COMPLETE" }],
    after: { ExecuteChangeSet: [{ status: "DELETE_IN_PROGRESS" }, { status: "GONE" }] },
  });
  assert.is(
    result.error,
    "Stack sfw-ada-01-starter was deleted while it was being deployed. Run the step again.",
  );
});

test.run();
