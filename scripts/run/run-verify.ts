import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SFNClient } from "@aws-sdk/client-sfn";
import { followExecution, stopExecution } from "../execution/follow.ts";
import { startExecution } from "../execution/start.ts";
import { keepSecret } from "../shared/redact.ts";
import type { Step } from "../shared/steps.ts";
import { isOutage } from "../targets/explain.ts";
import { begun } from "../verify/begun.ts";
import type { Check, CheckResult, Lesson, LessonReport, Need, Verify } from "../verify/lesson.ts";
import { Missing } from "../verify/lesson.ts";
import { placeIn } from "./declared-at.ts";
import type { Display } from "./display.ts";
import { explain, problemOf } from "./problem.ts";

/** Seconds: the longest step takes about 13 s, and Lambda may be slow at its first start. */
const defaultLimit = 90;

/** https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html */
const isExpress =
  "The state machine is an Express workflow: Step Functions keeps no history of its executions. Take out StateMachineType.";

/**
 * Runs a verify script against a deployed stack. What goes wrong outside of its checks is a failed check, too.
 * Throws what the SDK throws when the target is lost: that says nothing about the learner's work.
 */
export async function runVerify(
  verify: Verify,
  about: Pick<Lesson, "step" | "target" | "stack" | "definition" | "input">,
  display: Display,
): Promise<LessonReport> {
  const { step, stack, target } = about;
  const report: LessonReport = { checks: [], executions: [], tables: [] };
  const sfn = target.client(SFNClient);

  const output = (name: string) => {
    const value = named(stack.outputs, name, `template.yaml has no output ${name}.`);
    if (name.endsWith("Arn") && !value.startsWith("arn:"))
      throw new Missing(`The output ${name} is ${JSON.stringify(value)}, which is not an ARN.`);
    return value;
  };
  const resource = (id: string) => named(stack.resources, id, `${id} is not in template.yaml.`);

  const followed: Promise<LessonReport["executions"][number]>[] = [];
  let crashed = false;

  const followToEnd = async (title: string, arn: string, limit: number) => {
    if (arn.split(":")[5] === "express") throw new Missing(isExpress);
    const live = display.execution(title, arn);
    const options = {
      pollMs: target.pollMs,
      limitMs: limit * 1000,
      ...(live.update && { onChange: live.update }),
    };
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

  const stopAfter = async (arn: string, seconds: number) => {
    await sleep(seconds * 1000);
    await stopExecution(sfn, arn, "The verification stops it.");
  };

  const run: Lesson["run"] = async (title, input, { limit, stopAfter: seconds, word } = {}) => {
    let stopped: (() => Promise<void>) | undefined;
    const start = async () => {
      const arn = await startExecution(sfn, output("StateMachineArn"), input, word);
      if (seconds !== undefined) stopped = begun(stopAfter(arn, seconds)); // it may fail before the execution ends
      return arn;
    };
    const execution = await startAndFollow(title, start, limit);
    await stopped?.();
    return execution;
  };

  const follow: Lesson["follow"] = async (title, arn, { limit } = {}) =>
    await startAndFollow(title, async () => arn, limit);

  const check: Lesson["check"] = async (name, asked) => {
    const place = placeIn(path.dirname(step.verify));
    const needs = [asked.needs ?? []].flat();
    const execution = asked.about?.arn ?? needs.map(need => provenBy(need, report)).find(Boolean);
    const result: CheckResult = {
      name,
      passed: false,
      hint: asked.hint,
      doc: sectionOf(step, asked.section),
      ...(execution && { execution }),
      ...(place && { place }),
    };
    const reason = needs.map(need => unmet(need, report)).find(Boolean);
    Object.assign(result, reason ? { notChecked: reason } : await made(asked, report, step));
    if (crashed) return; // from a branch of the script that does not know it
    report.checks.push(result);
    display.check(result);
  };

  const table: Lesson["table"] = (title, rows) => report.tables.push({ title, rows });

  try {
    await verify({ ...about, output, resource, run, follow, check, table, secret: keepSecret });
  } catch (error) {
    if (isOutage(error)) {
      await Promise.allSettled(followed);
      throw error;
    }
    const isMissing = error instanceof Missing;
    await check("The verification runs to its end", {
      hint: isMissing
        ? "The checks after this one need it, and were not made."
        : "The checks after this one were not made. Look at the stack and its state machine first.",
      section: isMissing ? "the-contract" : "run-it",
      judge: () => Promise.reject(error),
    });
    crashed = true;
  }
  // In the order in which they were started; some may still run where the script has crashed.
  for (const result of await Promise.allSettled(followed)) {
    if (result.status === "fulfilled") report.executions.push(result.value);
  }
  return report;
}

/** Where a section is: on the step's own page, or on another step's, which is named before it. */
function sectionOf(step: Step, section: string): string {
  const [anchor, page = (step.challengeOf ?? step).name] = section.split("#").reverse();
  return `docs/${page}.md#${anchor}`;
}

/** Where a step's page lists the names that its checks ask for. */
const contractOf = (step: Step) => sectionOf(step, "the-contract");

/** Makes a check. Throws when the target is lost: that says nothing about what is checked. */
async function made(check: Check, { checks }: LessonReport, step: Step): Promise<Partial<CheckResult>> {
  try {
    const problem = await problemOf(check);
    return problem ? { problem, hint: problem.hint ?? check.hint } : { passed: true };
  } catch (error) {
    if (isOutage(error)) throw error;
    const problem = explain(error);
    // It may be there under another name, or still be to write: the check's own section tells of that.
    const contract = error instanceof Missing && {
      hint: `${check.hint} Keep to the names in the page's contract, ${contractOf(step)}.`,
    };
    // What is not there is told once, not by every check that would need it.
    const isTold =
      error instanceof Missing && checks.some(other => other.problem?.message === problem.message);
    return isTold ? { notChecked: problem.message } : { problem, ...contract };
  }
}

/** A value by its name. Throws a Missing error with this message where there is none. */
function named(values: Record<string, string>, name: string, message: string): string {
  const value = values[name];
  if (value === undefined) throw new Missing(message);
  return value;
}

/** The ARN of the execution that a need is about, or that proves the check that it names. */
const provenBy = (need: Need, { checks }: LessonReport): string | undefined =>
  typeof need === "string" ? checks.find(({ name }) => name === need)?.execution : need.arn;

/** Why a need of a check is not met; undefined where it is. */
function unmet(need: Need, { checks }: LessonReport): string | undefined {
  if (typeof need !== "string") {
    return need.status === "SUCCEEDED" ? undefined : "the execution did not succeed";
  }
  const passed = checks.find(({ name }) => name === need)?.passed;
  return passed ? undefined : `"${need}" comes first`;
}
