import { displayOn } from "../report/display.ts";
import { outcomeJson, runLines } from "../report/outcome.ts";
import { printJson } from "../report/print-json.ts";
import type { Screen } from "../report/screen.ts";
import { confirmFirstDeployment } from "../run/confirm-first-deployment.ts";
import { openPlace, type Place } from "../run/place.ts";
import { refuseProblems } from "../run/plan-step.ts";
import type { StepOutcome } from "../run/run-step.ts";
import { AwsRefusal, exitCodes, UserError } from "../shared/errors.ts";
import { recordedChecks } from "../shared/recorded-checks.ts";
import { challengesOf, type Step, wordsFor } from "../shared/steps.ts";
import { explainTargetError } from "../targets/explain.ts";
import { openTypeChecker } from "../validate/types.ts";
import { courseList, nextStep } from "./course-list.ts";
import { judge } from "./judge.ts";
import type { LearnRequest } from "./options.ts";
import { readProgress } from "./progress.ts";
import { tally, todoLines, todosOf } from "./todo.ts";
import { shownWork, workOn } from "./work.ts";

/** Opens the place that a request is about, and asks before the first deployment into an account. */
export async function openLearnersPlace({ values, learner }: LearnRequest, screen: Screen): Promise<Place> {
  const place = await openPlace({ ...values, onProgress: screen.print }, learner);
  const { target, identity } = place;
  screen.print(`Target   ${target.title}`);
  screen.print(`Account  ${identity.account} in ${target.region}, as ${identity.arn}`);
  if (!values.yes) await confirmFirstDeployment(place);
  return place;
}

/** Checks what the learner has made of a step once, shows what came of it, and resolves to the exit code. */
export async function checkOnce(request: LearnRequest, step: Step, screen: Screen): Promise<number> {
  const { values } = request;
  const work = workOn(step);
  const types = openTypeChecker(work);
  let outcome: StepOutcome = { step, passed: false };
  try {
    const mistakes = types.check(); // meanwhile: opening a target waits more than it works
    const place = await openLearnersPlace(request, screen);
    await refuseProblems(work, await mistakes);
    // The list at the end shows the checks in their place; until then they would push each other off the screen.
    outcome = await judge(place, step, { ...displayOn(screen, "", values.verbose), check() {} });
    for (const line of await endLines(screen, step, outcome, request)) screen.print(line);
    if (process.env.GITHUB_ACTIONS && !values.json) {
      const { reportToGitHub } = await import("../report/github.ts"); // only there: it takes time to load
      await reportToGitHub(outcome, { firstOnly: true });
    }
  } catch (error) {
    outcome.failure = sided(explainTargetError(error), work);
    throw outcome.failure;
  } finally {
    await types.close();
    screen.close();
    if (values.json) printJson([outcomeJson(outcome)]);
  }
  return outcome.passed ? exitCodes.ok : exitCodes.checkFailed;
}

/** Says which of the two is wrong, the work or the machine: a learner should not look for one in the other. */
export function sided(error: unknown, work: Step): unknown {
  if (!(error instanceof UserError) || error.exitCode !== exitCodes.target) return error;
  const advice =
    error instanceof AwsRefusal
      ? `This is about your work: mend it in ${shownWork(work)}, then check again.`
      : "This is not about your work; npm run learn -- doctor looks at this machine.";
  return new UserError(`${error.message}\n${advice}`, error.exitCode);
}

async function endLines(
  screen: Screen,
  step: Step,
  outcome: StepOutcome,
  request: LearnRequest,
): Promise<string[]> {
  const { passed, report } = outcome;
  const todos = todosOf(await recordedChecks(step), report?.checks ?? []);
  return [
    ...runLines(screen, outcome),
    "",
    screen.bold(`${step.name}: ${tally(todos)}`),
    ...todoLines(screen, todos, request.values.verbose).map(line => `  ${line}`),
    "",
    ...(passed ? doneLines(screen, step, request) : redLines(step)),
  ];
}

/** What to do about red checks. */
const redLines = (step: Step): string[] => [
  `Change your files and check again:  npm run learn -- ${wordsFor(step)}`,
  `Stuck?                              npm run learn -- hint ${wordsFor(step)}`,
];

/** A moment of joy, and what comes next. */
export function doneLines(screen: Screen, step: Step, { steps, repeated }: LearnRequest): string[] {
  const next = nextStep(steps, courseList(steps, readProgress()));
  const command = (words: string) => ["npm run", words, ...repeated].join(" ");
  return [
    screen.green(`★ ${step.name} is done: you wrote it, and it runs.`),
    `Compare it with the solution:  npm run learn -- diff ${wordsFor(step)}`,
    `Take its stack down:           ${command(`step -- ${step.number}`)} --destroy`,
    ...challengesOf([step]).map(
      challenge => `For the fast ones:             ${command(`learn -- ${wordsFor(challenge)}`)}`,
    ),
    next
      ? `${`Go on with ${next.name}:`.padEnd(30)} ${command(`learn -- ${next.number}`)}`
      : "That was the last one. Well done!",
  ];
}
