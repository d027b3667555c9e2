import { SFNClient } from "@aws-sdk/client-sfn";
import { Assertion } from "uvu/assert";
import { followExecution, stopExecution } from "../execution/follow.ts";
import { startExecution } from "../execution/start.ts";
import type { Display } from "../report/display.ts";
import { keepSecret } from "../report/redact.ts";
import type { CheckResult, Lesson, LessonReport, Verify } from "./lesson.ts";

const defaultLimit = 90;

/** Runs a verify script against a deployed stack. What goes wrong outside of its checks is a failed check, too. */
export async function runVerify(
  verify: Verify,
  about: Pick<Lesson, "step" | "target" | "stack" | "definition" | "input">,
  display: Display,
): Promise<LessonReport> {
  const { step, stack, target } = about;
  const report: LessonReport = { checks: [], executions: [], tables: [] };
  const sfn = target.client(SFNClient);

  const followed: Promise<LessonReport["executions"][number]>[] = [];

  const followToEnd = async (title: string, arn: string, limit: number) => {
    const live = display.execution(title);
    const options = { pollMs: target.pollMs, limitMs: limit * 1000, onChange: live.update };
    const execution = await followExecution(sfn, arn, options);
    live.end(execution);
    if (execution.status === "RUNNING") {
      execution.cause = `It ran for over ${limit} s.`;
      await stopExecution(sfn, arn, execution.cause);
    }
    return { title, execution };
  };

  const follow: Lesson["follow"] = async (title, arn, { limit = defaultLimit } = {}) => {
    const following = followToEnd(title, arn, limit);
    followed.push(following);
    return (await following).execution;
  };

  const run: Lesson["run"] = async (title, input, options) =>
    await follow(title, await startExecution(sfn, stack.outputs.StateMachineArn, input), options);

  const check: Lesson["check"] = async (name, { hint, section }, body) => {
    const result: CheckResult = { name, passed: true, hint, doc: `docs/${step.name}.md#${section}` };
    try {
      await body();
    } catch (error) {
      result.passed = false;
      result.problem = explain(error);
    }
    report.checks.push(result);
    display.check(result);
  };

  const table: Lesson["table"] = (title, rows) => report.tables.push({ title, rows });

  try {
    await verify({ ...about, run, follow, check, table, secret: keepSecret });
  } catch (error) {
    const hint = "The checks after this one were not made. Look at the stack and its state machine first.";
    await check("The verification runs to its end", { hint, section: "run-it" }, () => Promise.reject(error));
  }
  // In the order in which they were started; some may still run where the script has crashed.
  for (const result of await Promise.allSettled(followed)) {
    if (result.status === "fulfilled") report.executions.push(result.value);
  }
  return report;
}

function explain(error: unknown): NonNullable<CheckResult["problem"]> {
  if (!(error instanceof Error)) return { message: `It threw ${show(error)}` };
  if (!(error instanceof Assertion)) return { message: `${error.name}: ${error.message}` };
  if (error.operator === "ok" || error.operator === "unreachable") return { message: error.message };
  return {
    message: error.generated ? "" : error.message,
    expected: show(error.expects),
    actual: show(error.actual),
  };
}

const show = (value: unknown) =>
  value instanceof RegExp ? String(value) : (JSON.stringify(value) ?? "undefined");
