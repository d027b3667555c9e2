import { Writable } from "node:stream";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Definition } from "../execution/definition.ts";
import type { Execution } from "../execution/follow.ts";
import type { StateVisit } from "../execution/visits.ts";
import type { StepOutcome } from "../run/run-step.ts";
import { stepIn } from "../shared/steps.ts";
import { localTarget } from "../targets/index.ts";
import type { LessonReport, LessonStack } from "../verify/lesson.ts";
import { displayOn } from "./display.ts";
import { outcomeJson, outcomeLines } from "./outcome.ts";
import { openScreen, type Screen } from "./screen.ts";

const test = suite("report");

/** A stream that is no terminal, and what was written to it, as lines. */
async function paper(): Promise<{ screen: Screen; lines(): string[] }> {
  let written = "";
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written += chunk;
      done();
    },
  });
  const screen = await openScreen(stream as unknown as NodeJS.WriteStream);
  return { screen, lines: () => written.replace(/\n$/, "").split("\n") };
}

const at = (seconds: number) => new Date(seconds * 1000);
const visits: StateVisit[] = [
  { name: "Wait", type: "Wait", enteredAt: at(0), exitedAt: at(5), input: {}, attempts: 0, status: "succeeded" },
  { name: "Find Tweet", type: "Task", from: "Wait", enteredAt: at(5), exitedAt: at(5.25), input: {}, attempts: 2, status: "caught", error: { error: "NoTweetFound", cause: "" } },
  { name: "No Tweet Found", type: "Fail", from: "Find Tweet", enteredAt: at(5.25), input: {}, attempts: 0, status: "failed" },
]; // biome-ignore format: one visit a line

const execution: Execution = {
  arn: "arn:aws:states:us-east-1:000000000000:execution:sfw-ada-04-tweetbot:verify-1",
  name: "verify-1",
  stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:sfw-ada-04-tweetbot",
  status: "FAILED",
  startDate: at(0),
  stopDate: at(5.25),
  input: { searchText: "serverless", phoneNumber: "+1 555 444 6666" },
  error: "NoTweetFound",
  cause: "No tweet matches.",
  events: [{ id: 1, type: "ExecutionStarted", timestamp: at(0) }],
  visits,
};

const definition: Definition = {
  StartAt: "Wait",
  States: {
    Wait: { Type: "Wait", Next: "Find Tweet" },
    "Find Tweet": {
      Type: "Task",
      Next: "Both",
      Catch: [{ ErrorEquals: ["NoTweetFound"], Next: "No Tweet Found" }],
    },
    Both: {
      Type: "Parallel",
      Branches: [
        { StartAt: "Left", States: { Left: { Type: "Pass", End: true } } },
        { StartAt: "Right", States: { Right: { Type: "Pass", End: true } } },
      ],
      End: true,
    },
    "No Tweet Found": { Type: "Fail" },
  },
};

const stack: LessonStack = {
  name: "sfw-ada-04-tweetbot",
  account: "000000000000",
  outputs: { StateMachineArn: execution.stateMachineArn },
  parameters: { Token: "/not/to/be/shown" },
  resources: {},
  arn: () => "",
};
const report: LessonReport = {
  checks: [
    { name: "It runs", passed: true, hint: "h", doc: "docs/04-tweetbot.md#run-it" },
    {
      name: "It succeeds",
      passed: false,
      problem: { message: "No tweet matches.", expected: '"SUCCEEDED"', actual: '"FAILED"' },
      hint: "Look at its error.",
      doc: "docs/04-tweetbot.md#run-it",
    },
  ],
  executions: [{ title: "A tweet is found", execution }],
  tables: [
    {
      title: "Targets",
      rows: [
        ["target", "got"],
        ["queue", "1"],
        ["stream", "2"],
      ],
    },
  ],
};
const outcome: StepOutcome = {
  step: stepIn("/x/steps/04-tweetbot"),
  passed: false,
  report,
  stack,
  definition,
};

test("the end of a run, for people", async () => {
  const { screen } = await paper();
  const lines = outcomeLines(
    screen,
    outcome,
    localTarget("http://127.0.0.1:1"),
    "npm run step -- 04 --learner ada",
  );
  for (const line of lines) screen.print(line);
  assert.equal(lines, [
    "",
    "A tweet is found",
    "  executionArn: arn:aws:states:us-east-1:000000000000:execution:sfw-ada-04-tweetbot:verify-1",
    "  name: verify-1",
    "  status: FAILED",
    "  startDate: 1970-01-01T00:00:00.000Z",
    "  stopDate: 1970-01-01T00:00:05.250Z",
    '  input: {"searchText":"serverless","phoneNumber":"+1 555 444 6666"}',
    "  error: NoTweetFound",
    "  cause: No tweet matches.",
    "",
    "  ✓ Wait  5.0 s",
    "  │",
    "  ! Find Tweet  0.3 s, 2 attempts, NoTweetFound",
    "  │",
    "  ○ Both",
    "  ├─ branch 1",
    "  │    ○ Left",
    "  ├─ branch 2",
    "  │    ○ Right",
    "  ╰ NoTweetFound in Find Tweet:",
    "  ✗ No Tweet Found",
    "",
    "Targets",
    "  target  got",
    "  queue   1",
    "  stream  2",
    "",
    "Step 04-tweetbot: 1 of 2 checks failed.",
    "",
    "Stack sfw-ada-04-tweetbot stays up. Try next:",
    '  eval "$(npm run -s local -- env)"    # points the AWS CLI at the local target',
    `  aws stepfunctions start-execution --state-machine-arn ${execution.stateMachineArn} --input file://steps/04-tweetbot/input.json`,
    "Read on:       docs/04-tweetbot.md",
    "Take it down:  npm run step -- 04 --learner ada --destroy",
  ]);
});

test("on AWS nothing has to be pointed at a local target; what was taken down says nothing more", async () => {
  const { screen } = await paper();
  const aws = { ...localTarget("http://127.0.0.1:1"), kind: "aws" as const };
  assert.not.match(outcomeLines(screen, outcome, aws, "").join("\n"), "local");
  assert.equal(outcomeLines(screen, { step: outcome.step, passed: true }, aws, ""), []);
});

test("checks that were not made have not passed", async () => {
  const { screen } = await paper();
  const checks = report.checks.map(check => ({ ...check, passed: false, notChecked: "another comes first" }));
  const lines = outcomeLines(
    screen,
    { ...outcome, report: { ...report, checks } },
    localTarget("http://127.0.0.1:1"),
    "",
  );
  assert.ok(lines.includes("Step 04-tweetbot: 0 of 2 checks failed, 2 not checked yet."));
});

test("where the template gives no ARN, there is no execution to start", async () => {
  const { screen } = await paper();
  const without = { ...outcome, stack: { ...stack, outputs: {} } };
  const lines = outcomeLines(screen, without, localTarget("http://127.0.0.1:1"), "npm run step -- 04");
  assert.equal(lines.slice(-3), [
    "Stack sfw-ada-04-tweetbot stays up.",
    "Read on:       docs/04-tweetbot.md",
    "Take it down:  npm run step -- 04 --destroy",
  ]);
});

test("the outcome for programs", () => {
  const { events: _, ...shown } = execution;
  assert.equal(outcomeJson(outcome), {
    step: "04-tweetbot",
    passed: false,
    stack: { name: "sfw-ada-04-tweetbot", outputs: stack.outputs },
    checks: report.checks,
    executions: [{ title: "A tweet is found", ...shown }],
    tables: report.tables,
  });
  assert.equal(outcomeJson({ step: outcome.step, passed: true }), { step: "04-tweetbot", passed: true });
});

test("without a terminal everything is a plain line, once, and phone numbers are masked", async () => {
  const { screen, lines } = await paper();
  const display = displayOn(screen);
  display.line("Sent to +15554446666");
  const event = {
    StackId: "s",
    LogicalResourceId: "Role",
    ResourceType: "AWS::IAM::Role",
    Timestamp: at(0),
    EventId: "1",
    StackName: "s",
  };
  display.stackEvent({ ...event, ResourceStatus: "CREATE_IN_PROGRESS", ResourceStatusReason: "why not" });
  display.stackEvent({ ...event, ResourceStatus: "CREATE_COMPLETE" });
  display.stackEvent({ ...event, ResourceStatus: "UPDATE_FAILED", ResourceStatusReason: "no way" });
  display.stackEvent({ ...event, PhysicalResourceId: "s", ResourceStatus: "CREATE_COMPLETE" });
  const live = display.execution("A tweet is found", execution.arn);
  const running = { ...visits[0], status: "running" } as StateVisit;
  live.update?.([running]);
  live.update?.([running]);
  live.update?.(visits.slice(0, 2));
  live.end(execution);
  for (const check of report.checks) display.check(check);
  screen.close();
  assert.equal(lines(), [
    "Sent to +*********66",
    "  Role AWS::IAM::Role CREATE_IN_PROGRESS",
    "  ✓ Role AWS::IAM::Role CREATE_COMPLETE",
    "  ✗ Role AWS::IAM::Role UPDATE_FAILED: no way",
    "  ▷ A tweet is found",
    "    → Wait (A tweet is found)",
    "    ✓ Wait (A tweet is found) 5.0 s",
    "    → Find Tweet (A tweet is found)",
    "    ! Find Tweet (A tweet is found) 0.3 s NoTweetFound",
    "    → No Tweet Found (A tweet is found)",
    "    ✗ No Tweet Found (A tweet is found)",
    "  ■ A tweet is found: FAILED: NoTweetFound 5.3 s",
    "  ✓ It runs",
    "  ✗ It succeeds",
    "      No tweet matches.",
    '      expected  "SUCCEEDED"',
    '      actual    "FAILED"',
    "      hint      Look at its error. See docs/04-tweetbot.md#run-it",
  ]);
});

test("checks that were not made are folded into one line at the end; differences are told line by line", async () => {
  const about = { passed: false, hint: "h", doc: "docs/x.md#y" };
  const difference = ["  {", '-   "a": 1', '+   "a": 2', "  }"];
  const checks = [
    { ...about, name: "A role", problem: { message: "one\ntwo", difference } },
    { ...about, name: "First", notChecked: "why" },
    { ...about, name: "Second", notChecked: "why" },
  ];
  const { screen, lines } = await paper();
  const display = displayOn(screen);
  for (const check of checks) display.check(check);
  assert.equal(lines(), [
    "  ✗ A role",
    "      one",
    "      two",
    "                {",
    '      missing     "a": 1',
    '      too much    "a": 2',
    "                }",
    "      hint      h See docs/x.md#y",
  ]);
  const end = outcomeLines(
    screen,
    { ...outcome, report: { checks, executions: [], tables: [] } },
    localTarget("http://127.0.0.1:1"),
    "npm run step -- 04",
  );
  assert.equal(end.slice(1, 5), [
    "○ 2 not checked yet, because of what failed:",
    "  ○ First (why)",
    "  ○ Second (why)",
    "Step 04-tweetbot: 1 of 3 checks failed, 2 not checked yet.",
  ]);
});

test("steps side by side say whose line it is", async () => {
  const { screen, lines } = await paper();
  const display = displayOn(screen, "04 │");
  display.line("Deploying");
  display.execution("Run", "arn:run").update?.([visits[0] as StateVisit]);
  display.check(report.checks[1] as LessonReport["checks"][number]);
  assert.ok(lines().length > 5);
  for (const line of lines()) assert.match(line, /^04 │ /);
});

test.run();
