import {
  checkDefinition,
  checkLogs,
  checkRetriesLambda,
  checkSucceeded,
  checkWaited,
} from "../../scripts/verify/checks.ts";
import { answerOf, pathOf } from "../../scripts/verify/executions.ts";
import type { Lesson } from "../../scripts/verify/lesson.ts";
import { checkFunctionRole, checkMachineRole } from "./checks.ts";

const greeting = "Hello 102 Class";

/** Runs the starter machine once and checks what it says, the way it went, and what it may do. */
export default async function verify(lesson: Lesson): Promise<void> {
  const { input, run, check } = lesson;

  const execution = await run("Starter", input);

  await checkSucceeded(lesson, execution);

  await checkMachineRole(lesson);

  await check("Hello calls the function, which answers with the greeting", {
    section: "call-a-function",
    hint: "Hello is a Task whose Resource is the function's ARN; the function returns the text.",
    needs: execution,
    seen: () => answerOf(execution, "Hello"),
    want: greeting,
  });

  await check("The output is the input with the greeting at taskresult", {
    section: "keep-the-input",
    hint: 'ResultPath "$.taskresult" adds the result to the input.',
    needs: execution,
    seen: execution.output,
    want: { ...input, taskresult: greeting },
  });

  await check("The states run in order: Wait Before, Hello, Wait After", {
    section: "three-states",
    hint: "StartAt names the first state, Next the one after, End the last.",
    needs: execution,
    seen: pathOf(execution),
    want: ["Wait Before", "Hello", "Wait After"],
  });

  await checkWaited(lesson, execution, "Wait Before", 5, "three-states");
  await checkWaited(lesson, execution, "Wait After", 5, "three-states");

  await checkRetriesLambda(lesson, "Hello", "try-again-where-it-makes-sense");

  await checkDefinition(lesson);

  await checkLogs(lesson, "deploy-it", ["HelloFunction"]);

  await checkFunctionRole(lesson);
}
