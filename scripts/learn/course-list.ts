import type { Screen } from "../report/screen.ts";
import { type Step, withChallenges } from "../shared/steps.ts";
import { type Progress, type StepState, stateOf } from "./progress.ts";

/** How far the learner is with a step, or with a challenge. */
export interface CourseItem {
  step: string;
  /** For a challenge, the step that it belongs to. */
  challengeOf?: string;
  state: StepState;
  green?: number;
  total?: number;
  /** ISO 8601. */
  checkedAt?: string;
}

/** The course, step by step, each followed by its challenge, as data. */
export function courseList(steps: Step[], progress: Progress, folder?: string): CourseItem[] {
  return withChallenges(steps).map(step => {
    const { passed: _, ...told } = progress[step.name] ?? {};
    const state = stateOf(step, progress, folder);
    return {
      step: step.name,
      ...(step.challengeOf && { challengeOf: step.challengeOf.name }),
      state,
      ...(state !== "not begun" && told),
    };
  });
}

/**
 * The step to go on with: the first that is begun and not done. Where there is none, the first one after the last that is
 * done, for the learner may have begun in the middle; then what they left out. None at the end. Challenges do not count.
 */
export function nextStep(steps: Step[], list: CourseItem[]): Step | undefined {
  const stateOf = ({ name }: Step) => list.find(({ step }) => step === name)?.state ?? "not begun";
  const open = steps.filter(step => stateOf(step) !== "done");
  const last = steps.findLastIndex(step => stateOf(step) === "done");
  return (
    open.find(step => stateOf(step) !== "not begun") ??
    open.find(step => steps.indexOf(step) > last) ??
    open[0]
  );
}

/** The course for people. */
export function courseLines(screen: Screen, list: CourseItem[]): string[] {
  const titles = list.map(({ step, challengeOf }) => (challengeOf ? `  ${step}` : step));
  const width = Math.max(...titles.map(title => title.length));
  return list.map((item, index) => {
    const { mark, words } = shown(screen, item);
    const at = item.checkedAt && screen.dim(minute(item.checkedAt));
    return [`  ${mark} ${titles[index]?.padEnd(width)}`, words, at].filter(Boolean).join("  ");
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
