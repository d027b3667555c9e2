import { printJson } from "../report/print-json.ts";
import { openScreen, type Screen, silentScreen } from "../report/screen.ts";
import { exitCodes, UserError } from "../shared/errors.ts";
import { onInterrupt } from "../shared/interrupt.ts";
import { pageOf, type Step, withChallenges, wordsFor } from "../shared/steps.ts";
import { agrees } from "./agrees.ts";
import { begin } from "./begin.ts";
import { reportMarkdown } from "./class/table.ts";
import { courseLines, courseList, nextStep } from "./course-list.ts";
import { diffLines, stepDiffLines } from "./diff.ts";
import { doctorLines } from "./doctor.ts";
import { hintLines, nextHint } from "./hint.ts";
import { forgetLastRun } from "./last-run.ts";
import type { Command, LearnRequest } from "./options.ts";
import { readProgress, stateOf } from "./progress.ts";
import { beforeBegin, beforeDiff } from "./questions.ts";
import { reset } from "./reset.ts";
import type { OpenBrowserView } from "./watch/browser-view.ts";
import { isBegun, shownWork, workOn } from "./work.ts";

type CommandOf = (request: LearnRequest, openBrowserView: OpenBrowserView) => Promise<number>;

/** What each command of `npm run learn` does; each resolves to its exit code. */
export const commands: Record<Command, CommandOf> = {
  home,
  go: async (request, openBrowserView) => await go(request, only(request), openBrowserView),
  list,
  hint: async request => await show(hintLines(await openScreen(), await nextHint(only(request)))),
  diff: async request => (request.chosen.length === 2 ? await diffOfSteps(request) : await diff(request)),
  reset: beginAnew,
  doctor: async () => {
    const { lines, well } = await doctorLines(await openScreen());
    await show(lines);
    return well ? exitCodes.ok : exitCodes.target;
  },
  report,
};

/** The step of a command that takes one. */
const only = ({ chosen }: LearnRequest) => chosen[0] as Step;

async function show(lines: string[]): Promise<number> {
  const screen = await openScreen();
  for (const line of lines) screen.print(line);
  screen.close();
  return exitCodes.ok;
}

async function list({ steps, values }: LearnRequest): Promise<number> {
  const course = courseList(steps, readProgress());
  if (values.json) printJson(course);
  else await show(courseLines(await openScreen(), course));
  return exitCodes.ok;
}

/** Shows the course, and goes on with the step that is next. */
async function home(request: LearnRequest, openBrowserView: OpenBrowserView): Promise<number> {
  const course = courseList(request.steps, readProgress());
  const next = nextStep(request.steps, course);
  if (!request.values.json) await show(["Your course:", ...courseLines(await openScreen(), course), ""]);
  if (next) return await go(request, next, openBrowserView);
  if (request.values.json) printJson([]);
  else await show(["You have done all of it. Well done!", "Take what is deployed down: npm run cleanup"]);
  return exitCodes.ok;
}

/** Begins a step or goes on with it: on a terminal each time that a file is saved, elsewhere once. */
async function go(request: LearnRequest, step: Step, openBrowserView: OpenBrowserView): Promise<number> {
  const { steps, values } = request;
  const fromSolution = values["from-solution"];
  const isThere = isBegun(workOn(step));
  if (fromSolution && isThere) {
    throw new UserError(
      `${step.name} is begun already; to begin it anew: npm run learn -- reset ${wordsFor(step)} --from-solution`,
      exitCodes.usage,
    );
  }
  if (!isThere && !(await mayBegin(request, step))) return exitCodes.ok;
  const screen: Screen = values.json ? silentScreen : await openScreen();
  const begun = await begin(step, steps, readProgress(), { fromSolution });
  const page = `Read ${pageOf(step)}; then write in ${shownWork(workOn(step))}.`;
  if (begun) for (const line of [begun, page, ""]) screen.print(line);
  // Only here: these load the SDK, which takes time.
  if (screen.live && process.stdin.isTTY && !values.once) {
    const { watchCourse } = await import("./watch/watch-course.ts");
    return await watchCourse(request, step, screen, openBrowserView);
  }
  const { checkOnce } = await import("./once.ts");
  onInterrupt("Stopped. What has been deployed stays, and the next run takes it up: npm run learn");
  return await checkOnce(request, step, screen);
}

/** Begins a step anew. */
async function beginAnew(request: LearnRequest): Promise<number> {
  const step = only(request);
  if (isBegun(workOn(step)) && !(await mayBegin(request, step))) return exitCodes.ok;
  const lines = await reset(step, request.steps, { fromSolution: request.values["from-solution"] });
  forgetLastRun(step);
  return await show(lines);
}

async function mayBegin({ values }: LearnRequest, step: Step): Promise<boolean> {
  const question = values["from-solution"] ? undefined : beforeBegin(step, readProgress());
  return question === undefined || (await agrees(question, values.yes));
}

async function diff(request: LearnRequest): Promise<number> {
  const step = only(request);
  const work = workOn(step);
  if (!isBegun(work)) {
    throw new UserError(
      `${work.name} is not begun: there is nothing to compare. npm run learn -- ${wordsFor(work)}`,
      exitCodes.usage,
    );
  }
  const question = beforeDiff(step, readProgress());
  if (question && !(await agrees(question, request.values.yes))) return exitCodes.ok;
  return await show(await diffLines(await openScreen(), work, step));
}

/** Judges the work of a class. What comes of each step is told on stderr: stdout may be a file, for the report. */
async function report({ folder, steps, values }: LearnRequest): Promise<number> {
  const question =
    "This runs what others wrote, on this machine and as you: apart from your credentials, but in no sandbox. Go on?";
  if (!(await agrees(question, values.yes))) return exitCodes.ok;
  onInterrupt("Stopped. Nothing is left running.");
  const { classReport } = await import("./class/class-report.ts"); // only here, for it is seldom needed
  const clones = await classReport(folder, steps, (clone, { step, green, total, problem }) => {
    process.stderr.write(`${clone}, ${step}: ${problem ?? `${green} of ${total} checks green`}\n`);
  });
  const names = withChallenges(steps).map(({ name }) => name);
  if (values.json) printJson(clones);
  else process.stdout.write(reportMarkdown(clones, names));
  return exitCodes.ok;
}

/** What a step adds to another, which shows both solutions. */
async function diffOfSteps({ chosen, values }: LearnRequest): Promise<number> {
  const [from, to] = chosen as [Step, Step];
  const progress = readProgress();
  const open = chosen.filter(step => stateOf(step, progress) !== "done").map(({ name }) => name);
  if (open.length > 0) {
    const question = `This shows the solution of ${open.join(" and of ")}, which you have not done yet. Show it?`;
    if (!(await agrees(question, values.yes))) return exitCodes.ok;
  }
  return await show(await stepDiffLines(await openScreen(), from, to));
}
