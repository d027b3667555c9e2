import type { Lesson } from "../../scripts/verify/lesson.ts";
import {
  checkRole,
  invokes,
  usedByFunctions,
  usedByStateMachines,
  writesLogs,
} from "../../scripts/verify/roles.ts";

// What holds for the starter machine, which step 02 keeps.

/** Checks that the function may do nothing but write its own log. */
export async function checkFunctionRole(lesson: Lesson): Promise<void> {
  await checkRole(lesson, "The function may only write its own logs", {
    section: "01-starter#two-roles",
    role: "HelloRole",
    of: ["HelloFunction"],
    usedBy: usedByFunctions,
    allows: () => writesLogs(lesson, "HelloLogGroup"),
  });
}

/** Checks that the state machine may do nothing but invoke the function. */
export async function checkMachineRole(lesson: Lesson): Promise<void> {
  await checkRole(lesson, "The state machine may only invoke the function", {
    section: "01-starter#two-roles",
    role: "StateMachineRole",
    of: ["StateMachine"],
    usedBy: usedByStateMachines(lesson),
    allows: () => invokes(lesson, "HelloFunction"),
  });
}
