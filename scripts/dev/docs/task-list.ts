import { markdownTable } from "../../report/markdown.ts";
import { recordedChecks } from "../../shared/recorded-checks.ts";
import type { Step } from "../../shared/steps.ts";
import type { Page } from "../../site/pages.ts";
import { pageActions } from "./transcript.ts";

/** A check of a step, and the section of the page whose task turns it green; none where it is green from the start. */
export interface CheckTask {
  check: string;
  section?: string;
}

/** The checks of a step in their order, each with its task. */
export async function checkTasks(step: Step, page: Page): Promise<CheckTask[]> {
  const named = pageActions(page).flatMap(action => (action.kind === "checks" ? [action] : []));
  return (await recordedChecks(step)).map(check => {
    const section = named.find(({ names }) => names.includes(check))?.section;
    return { check, ...(section !== undefined && { section }) };
  });
}

/** What the learner has to turn green, as Markdown: for those who need no more than that. */
export async function taskList(step: Step, page: Page): Promise<string> {
  const tasks = await checkTasks(step, page);
  const rows = tasks.flatMap(({ check, section }) =>
    section === undefined ? [] : [[check, `[${titleOf(page, section)}](#${section})`]],
  );
  const given = tasks.filter(({ section }) => section === undefined).map(({ check }) => `- ${check}`);
  return [
    "",
    markdownTable([["Turn green", "Task"], ...rows]),
    "Green from the start, and to stay so:",
    "",
    ...given,
    "",
    "",
  ].join("\n");
}

const titleOf = ({ headings }: Page, section: string) =>
  headings.find(({ slug }) => slug === section)?.text ?? section;
