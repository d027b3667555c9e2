import {
  checkRole,
  invokes,
  usedByFunctions,
  usedByStateMachines,
  writesLogs,
} from "../../scripts/verify/checks.ts";
import type { Lesson } from "../../scripts/verify/lesson.ts";

/** Checks the two roles of the starter machine, which step 02 keeps. */
export async function checkRoles(lesson: Lesson): Promise<void> {
  await checkRole(lesson, "The function may only write its own logs", {
    section: "01-starter#two-roles",
    role: "HelloRole",
    usedBy: usedByFunctions,
    allows: () => writesLogs(lesson, "HelloLogGroup"),
  });

  await checkRole(lesson, "The state machine may only invoke the function", {
    section: "01-starter#two-roles",
    role: "StateMachineRole",
    usedBy: usedByStateMachines(lesson),
    allows: () => invokes(lesson, "HelloFunction"),
  });
}
