import type { Screen } from "../../report/screen.ts";
import { exitCodes } from "../../shared/errors.ts";
import { pageOf, type Step } from "../../shared/steps.ts";
import { begin } from "../begin.ts";
import { courseList, nextStep } from "../course-list.ts";
import { openLearnersPlace } from "../once.ts";
import type { LearnRequest } from "../options.ts";
import { readProgress } from "../progress.ts";
import type { OpenBrowserView } from "./browser-view.ts";
import { joinSession } from "./join.ts";
import { showInTerminal } from "./terminal.ts";

/**
 * Watches a step, and those that the learner goes on with, until they leave; resolves to the exit code. The browser may show
 * the same meanwhile.
 */
export async function watchCourse(
  request: LearnRequest,
  first: Step,
  screen: Screen,
  openBrowserView: OpenBrowserView,
): Promise<number> {
  const { steps } = request;
  // Here, where a question can still be asked; the runs open it anew.
  await openLearnersPlace(request, screen);
  const browser = await openBrowserView(request);
  screen.print(`Browser  ${browser.pageOf(first)}`);
  try {
    for (let step: Step | undefined = first; step; step = following(steps, step)) {
      const begun = await begin(step, steps, readProgress());
      for (const line of begun ? [begun, `Read ${pageOf(step)}`] : []) screen.print(line);
      screen.close();
      const session = await joinSession(request, step);
      const end = await showInTerminal(session, request, step, browser).finally(session.close);
      if (end !== "next") return end;
    }
  } finally {
    await browser.close();
  }
  screen.print("No step is left to go on with. npm run learn -- list shows all of them.");
  screen.close();
  return exitCodes.ok;
}

/** The step to go on with after another, done or not; undefined where none is left. */
function following(steps: Step[], { name }: Step): Step | undefined {
  const rest = steps.filter(step => step.name !== name);
  return nextStep(rest, courseList(rest, readProgress()));
}
