import { openOnDesktop } from "../../machine/open-on-desktop.ts";
import { openScreen } from "../../report/screen.ts";
import { exitCodes, UserError } from "../../shared/errors.ts";
import type { Step } from "../../shared/steps.ts";
import { courseLines, courseList } from "../course-list.ts";
import { diffLines } from "../diff.ts";
import { hintLines } from "../hint.ts";
import { doneLines } from "../once.ts";
import type { LearnRequest } from "../options.ts";
import { readProgress, stateOf } from "../progress.ts";
import { beforeDiff } from "../questions.ts";
import { shownWork, workOn } from "../work.ts";
import type { BrowserView } from "./browser-view.ts";
import type { Message } from "./messages.ts";
import { openPanel } from "./panel.ts";
import type { Session } from "./session.ts";
import { type Standing, todosIn } from "./standing.ts";
import { viewLines } from "./view.ts";

/** How a watch ends: the learner goes on with the next step, or leaves with this exit code. */
export type WatchEnd = "next" | number;

const interrupted = 130; // 128 + 2, the number of SIGINT

/**
 * Shows a session in the terminal and does what keys ask for, until the learner goes on or leaves. A step that is not done
 * is checked at once.
 */
export async function showInTerminal(
  session: Session,
  request: LearnRequest,
  step: Step,
  browser: BrowserView,
): Promise<WatchEnd> {
  const work = workOn(step);
  const screen = await openScreen(); // for its colours
  const panel = openPanel();
  let note: string[] = [];
  let isAsking = false;

  function draw(...lines: string[]): void {
    if (lines.length > 0) note = lines;
    const view = { step: step.name, todos: todosIn(session.standing()), note };
    panel.draw(viewLines(screen, view, panel.columns(), panel.rows()));
  }

  /** What goes on, or what came of it. */
  function noteOf({ isRunning, doing, trouble, results }: Standing): string[] {
    if (isRunning || doing) return [screen.yellow(doing || "Checking")];
    const advice = trouble?.kind === "problems" ? ["Nothing was deployed. Mend it and save."] : [];
    if (trouble) return [...trouble.lines.map(screen.red), ...advice];
    if (results.length === 0) return [];
    if (results.every(({ passed }) => passed)) return [...doneLines(screen, step, request), "n goes on."];
    return [`Save a file in ${shownWork(work)}, and it is checked again.`];
  }

  const print = async (lines: Promise<string[]> | string[]) => {
    panel.print(await lines);
    draw();
  };
  const diff = () => print(diffLines(screen, work, step));
  const show = (message: Message) => {
    if (message.kind === "hint") return print(hintLines(screen, message.hint));
    if (message.kind === "check" || message.kind === "execution") return draw();
    return draw(...noteOf(session.standing()));
  };
  const isDone = () => stateOf(step, readProgress()) === "done";

  const keys: Record<string, () => void | Promise<void>> = {
    h: session.hint,
    d: () => {
      const question = beforeDiff(step, readProgress());
      if (!question) return diff();
      isAsking = true;
      draw(`${question} y/n`);
    },
    l: () => print(courseLines(screen, courseList(request.steps, readProgress()))),
    r: () => session.check({ afresh: true }),
    o: () => {
      openOnDesktop(browser.pageOf(step));
      return print([`The page is ${browser.pageOf(step)}`]);
    },
  };

  const end = new Promise<WatchEnd>((resolve, reject) => {
    const attempt = (work: () => void | Promise<void>) => {
      Promise.resolve()
        .then(work)
        .catch(error => (error instanceof UserError ? draw(screen.red(error.message)) : reject(error)));
    };
    panel.onKey(key => {
      if (key === "\x03" || key === "") return resolve(interrupted);
      if (isAsking) {
        isAsking = false;
        return attempt(key === "y" ? diff : () => draw("The solution stays hidden."));
      }
      if (key === "q") return resolve(exitCodes.ok);
      if (key === "n") return resolve("next");
      const action = keys[key];
      if (action) attempt(action);
    });
    session.subscribe(message => attempt(() => show(message)));
    attempt(() => draw(...noteOf(session.standing()), ...(isDone() ? ["r checks it again."] : [])));
  });
  return await end.finally(panel.close);
}
