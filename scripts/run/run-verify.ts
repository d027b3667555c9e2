import { SFNClient } from "@aws-sdk/client-sfn";
import { Assertion } from "uvu/assert";
import { followExecution, stopExecution } from "../execution/follow.ts";
import { startExecution } from "../execution/start.ts";
import { keepSecret } from "../shared/redact.ts";
import { isOutage } from "../targets/explain.ts";
import type { CheckResult, Lesson, LessonReport, Verify } from "../verify/lesson.ts";
import type { Display } from "./display.ts";

const defaultLimit = 90;

/**
 * Runs a verify script against a deployed stack. What goes wrong outside of its checks is a failed check, too.
 * Throws what the SDK throws when the target is lost: that says nothing of the learner's work.
 */
export async function runVerify(
  verify: Verify,
  about: Pick<Lesson, "step" | "target" | "stack" | "definition" | "input">,
  display: Display,
): Promise<LessonReport> {
  const { step, stack, target } = about;
  const report: LessonReport = { checks: [], executions: [], tables: [] };
  const sfn = target.client(SFNClient);

  const followed: Promise<LessonReport["executions"][number]>[] = [];
  let crashed = false;

  const followToEnd = async (title: string, arn: string, limit: number) => {
    const live = display.execution(title);
    const options = { pollMs: target.pollMs, limitMs: limit * 1000, onChange: live.update };
    const execution = await followExecution(sfn, arn, options).catch(error => {
      live.lose();
      throw error;
    });
    live.end(execution);
    if (execution.status === "RUNNING") {
      execution.cause = `It ran for over ${limit} s.`;
      await stopExecution(sfn, arn, execution.cause);
    }
    return { title, execution };
  };

  const startAndFollow = async (title: string, start: () => Promise<string>, limit = defaultLimit) => {
    const following = start().then(arn => followToEnd(title, arn, limit));
    followed.push(following);
    return (await following).execution;
  };

  const run: Lesson["run"] = async (title, input, { limit } = {}) =>
    await startAndFollow(title, () => startExecution(sfn, stack.outputs.StateMachineArn, input), limit);

  const follow: Lesson["follow"] = async (title, arn, { limit } = {}) =>
    await startAndFollow(title, async () => arn, limit);

  const check: Lesson["check"] = async (name, { hint, section }, body) => {
    const result: CheckResult = { name, passed: true, hint, doc: `docs/${step.name}.md#${section}` };
    try {
      await body();
    } catch (error) {
      if (isOutage(error)) throw error;
      result.passed = false;
      result.problem = explain(error);
    }
    if (crashed) return; // from a branch of the script that does not know it
    report.checks.push(result);
    display.check(result);
  };

  const table: Lesson["table"] = (title, rows) => report.tables.push({ title, rows });

  try {
    await verify({ ...about, run, follow, check, table, secret: keepSecret });
  } catch (error) {
    if (isOutage(error)) {
      await Promise.allSettled(followed);
      throw error;
    }
    const hint = "The checks after this one were not made. Look at the stack and its state machine first.";
    await check("The verification runs to its end", { hint, section: "run-it" }, () => Promise.reject(error));
    crashed = true;
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
