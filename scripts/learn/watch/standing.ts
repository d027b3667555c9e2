import type { CheckResult } from "../../verify/lesson.ts";
import type { Hint } from "../hint.ts";
import type { RunExecution } from "../last-run.ts";
import { type Todo, todosOf } from "../todo.ts";
import type { Message } from "./messages.ts";

/** How a step that is watched stands: what a view of it shows. It can be sent elsewhere as JSON. */
export interface Standing {
  /** The names of the checks that are known from the start. */
  known: string[];
  /** What came of them in the run that goes on, or in the last one. */
  results: CheckResult[];
  /** The executions of that run, in the order of their start. */
  executions: RunExecution[];
  isRunning: boolean;
  /** What goes on right now; empty where nothing does. */
  doing: string;
  /** Why the files were not judged: they can't be deployed, or the run failed. */
  trouble?: { kind: "problems" | "failure"; lines: string[] };
  /** The last hint that was asked for. */
  hint?: Hint;
}

/** How it stands after a message. */
export function standingAfter(standing: Standing, message: Message): Standing {
  switch (message.kind) {
    case "begin":
      return { ...untroubled(standing), results: [], executions: [], isRunning: true, doing: "" };
    case "doing":
      return { ...standing, doing: message.text.trim() };
    case "execution":
      return { ...standing, executions: [...standing.executions, message.execution] };
    case "check":
      return { ...standing, results: [...standing.results, message.result] };
    case "end":
      return atRest(standing);
    case "problems":
      return { ...atRest(standing), trouble: message };
    case "failure":
      return { ...atRest(standing), trouble: { kind: "failure", lines: message.message.split("\n") } };
    case "hint":
      return typeof message.hint === "string" ? standing : { ...standing, hint: message.hint };
  }
}

const atRest = (standing: Standing): Standing => ({ ...standing, isRunning: false, doing: "" });

function untroubled({ trouble: _, ...standing }: Standing): Standing {
  return standing;
}

/** The checks as a to-do list. */
export const todosIn = ({ known, results }: Standing): Todo[] => todosOf(known, results);
