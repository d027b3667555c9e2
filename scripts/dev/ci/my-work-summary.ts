import type { CourseItem } from "../../learn/course-list.ts";
import type { StepState } from "../../learn/progress.ts";
import { markdownTable, markdownText } from "../../report/markdown.ts";

const states: Record<StepState, string> = {
  done: "✅ done",
  changed: "🟡 changed since it passed",
  begun: "🟡 begun",
  "not begun": "not begun",
};

/** How far a learner is in the course, as Markdown for the summary of a GitHub Actions job. */
export function progressTable(list: CourseItem[]): string {
  const rows = list.map(({ step, state, green, total }) => [
    step,
    states[state],
    total === undefined ? "" : `${green} of ${total}`,
  ]);
  return `${markdownTable([["Step", "State", "Checks green"], ...rows])}
Steps that this push has not touched are as \`my-work/progress.json\` has them.
`;
}

/** What is told of a step that could not be checked: the command's own words. */
export function refusedPart(step: string, words: string): string {
  return `## ${markdownText(`❌ ${step}: not checked`)}\n\n${markdownText(words.trim())}\n`;
}
