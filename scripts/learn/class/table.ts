import { markdownTable, markdownText } from "../../report/markdown.ts";
import type { JudgedClone, JudgedStep } from "./class-report.ts";

/** Who has done what, as Markdown: a line for each clone, and below it what is red first, and what could not be judged. */
export function reportMarkdown(clones: JudgedClone[], steps: string[]): string {
  const columns = steps.filter(step => !isChallenge(step) || clones.some(clone => stepOf(clone, step)));
  const rows = clones.map(clone => [
    markdownText(clone.clone),
    ...columns.map(step => cell(stepOf(clone, step))),
    String(clone.steps.filter(({ step, passed }) => passed && !isChallenge(step)).length),
  ]);
  const notes = clones.flatMap(notesOf);
  return (
    markdownTable([["Who", ...columns, "Done"], ...rows]) +
    (notes.length > 0 ? `\n${notes.join("\n")}\n` : "")
  );
}

const isChallenge = (step: string) => step.endsWith("-challenge");
const stepOf = ({ steps }: JudgedClone, name: string) => steps.find(({ step }) => step === name);

function cell(step: JudgedStep | undefined): string {
  if (!step) return "–";
  if (step.problem) return "❌ not judged";
  return `${step.passed ? "✅" : "❌"} ${step.green} of ${step.total}`;
}

function notesOf({ clone, steps, problem }: JudgedClone): string[] {
  const line = (...words: string[]) => `- ${words.map(markdownText).join(": ")}`;
  if (problem) return [line(clone, problem)];
  return steps.flatMap(({ step, problem, firstRed }) => {
    if (problem) return [line(`${clone}, ${step}`, problem)];
    return firstRed ? [line(`${clone}, ${step}`, `first red: ${firstRed}`)] : [];
  });
}
