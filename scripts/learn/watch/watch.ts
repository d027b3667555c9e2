import path from "node:path";
import { withLock } from "../../machine/lock.ts";
import { openScreen } from "../../report/screen.ts";
import { refuseProblems } from "../../run/plan-step.ts";
import { exitCodes, UserError } from "../../shared/errors.ts";
import { localHome } from "../../shared/paths.ts";
import { recordedChecks } from "../../shared/recorded-checks.ts";
import { type Step, wordsFor } from "../../shared/steps.ts";
import { planStacks } from "../../stack/plan.ts";
import type { CheckResult } from "../../verify/lesson.ts";
import { courseLines, courseList } from "../course-list.ts";
import { diffLines } from "../diff.ts";
import { hintLines } from "../hint.ts";
import { readLastRun } from "../last-run.ts";
import { doneLines } from "../once.ts";
import type { LearnRequest } from "../options.ts";
import { readProgress, stateOf } from "../progress.ts";
import { todosOf } from "../todo.ts";
import { isBegun, shownWork, workOn } from "../work.ts";
import { watchFiles } from "./changes.ts";
import type { Message } from "./messages.ts";
import { openPage } from "./open-page.ts";
import { openPanel } from "./panel.ts";
import { type Run, startRun } from "./run-process.ts";
import { viewLines } from "./view.ts";

/** How a watch ends: the learner goes on with the next step, or leaves with this exit code. */
export type WatchEnd = "next" | number;

const interrupted = 130; // 128 + 2, the number of SIGINT

/**
 * Checks a step at once, unless it is done, and again each time that a file of it is saved, until the learner goes on or
 * leaves. Throws a UserError where another terminal watches the step already.
 */
export async function watchStep(request: LearnRequest, step: Step): Promise<WatchEnd> {
  const lock = path.join(localHome, "learn", `${step.name}.watch.lock`);
  const onWait = () => {
    throw new UserError(
      `Another terminal watches ${step.name} already: go on there, or press q there first.`,
      exitCodes.usage,
    );
  };
  return await withLock(lock, () => watchAlone(request, step), { onWait });
}

async function watchAlone(request: LearnRequest, step: Step): Promise<WatchEnd> {
  const { learner, steps } = request;
  const { target, region, profile } = request.values;
  const work = workOn(step);
  const known = await recordedChecks(step);
  const screen = await openScreen(); // for its colours
  const panel = openPanel();
  let results: CheckResult[] = readLastRun(step)?.checks ?? [];
  let note: string[] = [];
  let run: Run | undefined;
  let turn = 0;
  let isAsking = false;

  function draw(...lines: string[]): void {
    if (lines.length > 0) note = lines;
    const view = { step: step.name, todos: todosOf(known, results), note };
    panel.draw(viewLines(screen, view, panel.columns(), panel.rows()));
  }

  /** Ends the run that goes on, looks at the files, and starts the next run if they are well. */
  async function check(): Promise<void> {
    const mine = ++turn;
    await run?.stop();
    const problem = await problemOf(work, learner);
    if (mine !== turn) return; // overtaken
    if (problem) return draw(...problem.split("\n").map(screen.red));
    results = [];
    draw(screen.yellow("Checking"));
    run = startRun({ step: step.name, learner, target: { target, region, profile } }, message => {
      if (mine === turn) show(message);
    });
  }

  function show(message: Message): void {
    if (message.kind === "check") results = [...results, message.result];
    draw(...linesOf(message));
  }

  /** What the note says after a message; nothing leaves it as it is. */
  function linesOf(message: Message): string[] {
    if (message.kind === "doing") return [screen.yellow(message.text.trim())];
    if (message.kind === "failure") return message.message.split("\n").map(screen.red);
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
    l: () => print(courseLines(screen, courseList(steps, readProgress()))),
    r: check,
    o: () => print([openPage(step)]),
  };

  let endWatching = () => {};
  return await new Promise<WatchEnd>((resolve, reject) => {
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
    endWatching = watchFiles(work.folder, () => attempt(check));
    if (isDone()) draw(...ending(true), "r checks it again.");
    else attempt(check);
  }).finally(async () => {
    endWatching();
    turn++;
    await run?.stop();
    panel.close();
  });
}

/** What keeps the files from being deployed; undefined where nothing does. Takes milliseconds. */
async function problemOf(work: Step, learner: string): Promise<string | undefined> {
  try {
    if (!isBegun(work)) {
      return `${shownWork(work)} is gone: put it back, or quit and begin it anew with npm run learn -- ${wordsFor(work)}`;
    }
    await refuseProblems(work);
    await planStacks(work, learner);
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}
