import { openScreen } from "../../report/screen.ts";
import { exitCodes, UserError } from "../../shared/errors.ts";
import type { Step } from "../../shared/steps.ts";
import { courseLines, courseList } from "../course-list.ts";
import { diffLines } from "../diff.ts";
import { hintLines } from "../hint.ts";
import { doneLines } from "../once.ts";
import type { LearnRequest } from "../options.ts";
import { readProgress, stateOf } from "../progress.ts";
import { shownWork, workOn } from "../work.ts";
import type { Message } from "./messages.ts";
import { openPage } from "./open-page.ts";
import { openPanel } from "./panel.ts";
import type { Session } from "./session.ts";
import { viewLines } from "./view.ts";

/** How a watch ends: the learner goes on with the next step, or leaves with this exit code. */
export type WatchEnd = "next" | number;

const interrupted = 130; // 128 + 2, the number of SIGINT

/**
 * Shows a session in the terminal and does what keys ask for, until the learner goes on or leaves. A step that is not done
 * is checked at once.
 */
export async function showInTerminal(session: Session, request: LearnRequest, step: Step): Promise<WatchEnd> {
  const work = workOn(step);
  const screen = await openScreen(); // for its colours
  const panel = openPanel();
  let note: string[] = [];
  let isAsking = false;

  function draw(...lines: string[]): void {
    if (lines.length > 0) note = lines;
    const view = { step: step.name, todos: session.todos(), note };
    panel.draw(viewLines(screen, view, panel.columns(), panel.rows()));
  }

  /** What the note says after a message; nothing leaves it as it is. */
  function linesOf(message: Message): string[] {
    if (message.kind === "begin") return [screen.yellow("Checking")];
    if (message.kind === "doing") return [screen.yellow(message.text.trim())];
    if (message.kind === "failure") return message.message.split("\n").map(screen.red);
    if (message.kind === "problems") {
      return [...message.lines.map(screen.red), "Nothing was deployed. Mend it and save."];
    }
    return message.kind === "end" ? ending(message.passed) : [];
  }

  const ending = (passed: boolean): string[] =>
    passed
      ? [...doneLines(screen, step, request), "n goes on."]
      : [`Save a file in ${shownWork(work)}, and it is checked again.`];

  const print = async (lines: Promise<string[]> | string[]) => {
    panel.print(await lines);
    draw();
  };
  const diff = () => print(diffLines(screen, work, step));
  const isDone = () => stateOf(step, readProgress()) === "done";

  const keys: Record<string, () => void | Promise<void>> = {
    h: () => print(hintLines(screen, step)),
    d: () => {
      if (isDone()) return diff();
      isAsking = true;
      draw("Not all checks are green yet, and this shows the solution. Show it? y/n");
    },
    l: () => print(courseLines(screen, courseList(request.steps, readProgress()))),
    r: () => session.check({ afresh: true }),
    o: () => print([openPage(step)]),
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
    session.subscribe(message => attempt(() => draw(...linesOf(message))));
    attempt(() => (isDone() ? draw(...ending(true), "r checks it again.") : session.check()));
  });
  return await end.finally(panel.close);
}
