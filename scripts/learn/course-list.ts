import type { Screen } from "../report/screen.ts";
import type { Step } from "../shared/steps.ts";
import { type Progress, type StepState, stateOf } from "./progress.ts";

/** How far the learner is with a step. */
export interface CourseItem {
  step: string;
  state: StepState;
  green?: number;
  total?: number;
  /** ISO 8601. */
  checkedAt?: string;
}

/** The course, step by step, as data. */
export function courseList(steps: Step[], progress: Progress, folder?: string): CourseItem[] {
  return steps.map(step => {
    const { passed: _, ...told } = progress[step.name] ?? {};
    const state = stateOf(step, progress, folder);
    return { step: step.name, state, ...(state !== "not begun" && told) };
  });
}

/** The step to go on with: the first that is begun and not done, else the first that is not done; none at the end. */
export function nextStep(steps: Step[], list: CourseItem[]): Step | undefined {
  const is = (wanted: (state: StepState) => boolean) => steps.find((_, index) => wanted(stateAt(index)));
  const stateAt = (index: number) => list[index]?.state ?? "not begun";
  return is(state => state === "begun" || state === "changed") ?? is(state => state !== "done");
}

/** The course for people. */
export function courseLines(screen: Screen, list: CourseItem[]): string[] {
  const width = Math.max(...list.map(({ step }) => step.length));
  return list.map(item => {
    const { mark, words } = shown(screen, item);
    const at = item.checkedAt && screen.dim(minute(item.checkedAt));
    return [`  ${mark} ${item.step.padEnd(width)}`, words, at].filter(Boolean).join("  ");
  });
}

function shown(screen: Screen, { state, green, total }: CourseItem): { mark: string; words: string } {
  const checks = total === undefined ? "" : `${green} of ${total} checks green`;
  if (state === "done") return { mark: screen.green("✓"), words: `done, ${checks}` };
  if (state === "not begun") return { mark: screen.dim("·"), words: screen.dim("not begun") };
  const mark = screen.yellow("…");
  if (state === "changed" && green === total) return { mark, words: "changed since it passed" };
  return { mark, words: checks ? `begun, ${checks}` : "begun, not checked yet" };
}

/** A time as the learner's clock shows it. */
function minute(iso: string): string {
  const date = new Date(iso);
  const two = (number: number) => String(number).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
