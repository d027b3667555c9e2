import { printJson } from "../report/print-json.ts";
import { openScreen, type Screen, silentScreen } from "../report/screen.ts";
import { confirm } from "../shared/confirm.ts";
import { exitCodes, UserError } from "../shared/errors.ts";
import { onInterrupt } from "../shared/interrupt.ts";
import type { Step } from "../shared/steps.ts";
import { begin } from "./begin.ts";
import { courseLines, courseList, nextStep } from "./course-list.ts";
import { diffLines } from "./diff.ts";
import { doctorLines } from "./doctor.ts";
import { hintLines } from "./hint.ts";
import { forgetLastRun } from "./last-run.ts";
import type { Command, LearnRequest } from "./options.ts";
import { readProgress, stateOf } from "./progress.ts";
import { reset } from "./reset.ts";
import { isBegun, workOn } from "./work.ts";

/** What each command of `npm run learn` does; each resolves to its exit code. */
export const commands: Record<Command, (request: LearnRequest) => Promise<number>> = {
  home,
  go: async request => await go(request, request.step as Step),
  list,
  hint: async request => await show(await hintLines(await openScreen(), request.step as Step)),
  diff,
  reset: async ({ step, steps }) => {
    const lines = await reset(step as Step, steps);
    forgetLastRun(step as Step);
    return await show(lines);
  },
  doctor: async () => {
    const { lines, well } = await doctorLines(await openScreen());
    await show(lines);
    return well ? exitCodes.ok : exitCodes.target;
  },
};

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
async function home(request: LearnRequest): Promise<number> {
  const course = courseList(request.steps, readProgress());
  const next = nextStep(request.steps, course);
  if (!request.values.json) await show(["Your course:", ...courseLines(await openScreen(), course), ""]);
  if (next) return await go(request, next);
  if (request.values.json) printJson([]);
  else await show(["You have done all of it. Well done!", "Take what is deployed down: npm run cleanup"]);
  return exitCodes.ok;
}

/** Begins a step or goes on with it: on a terminal each time that a file is saved, elsewhere once. */
async function go(request: LearnRequest, step: Step): Promise<number> {
  const { steps, values } = request;
  const screen: Screen = values.json ? silentScreen : await openScreen();
  const begun = await begin(step, steps, readProgress());
  const page = `Read docs/${step.name}.md; then write in my-work/${step.name}.`;
  if (begun) for (const line of [begun, page, ""]) screen.print(line);
  // Only here: these load the SDK, which takes time.
  if (screen.live && process.stdin.isTTY && !values.once) {
    const { watchCourse } = await import("./watch/watch-course.ts");
    return await watchCourse(request, step, screen);
  }
  const { checkOnce } = await import("./once.ts");
  onInterrupt("Stopped. What has been deployed stays, and the next run takes it up: npm run learn");
  return await checkOnce(request, step, screen);
}

async function diff({ step, values }: LearnRequest): Promise<number> {
  const work = workOn(step as Step);
  if (!isBegun(work)) {
    throw new UserError(
      `${work.name} is not begun: there is nothing to compare. npm run learn -- ${work.number}`,
      exitCodes.usage,
    );
  }
  if (!values.yes && stateOf(step as Step, readProgress()) !== "done") {
    const question = "Not all checks are green yet, and this shows the solution. Show it?";
    if (!process.stdin.isTTY) {
      throw new UserError(`${question} Add --yes to do so: there is no terminal to ask at.`, exitCodes.usage);
    }
    if (!(await confirm(question))) return exitCodes.ok;
  }
  return await show(await diffLines(await openScreen(), work, step as Step));
}
