import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { exitCodes, UserError } from "../shared/errors.ts";
import { solutionOf } from "../shared/solution.ts";
import type { Step } from "../shared/steps.ts";
import { type Progress, stateOf } from "./progress.ts";
import { filesIn, isBegun, shownWork, workFolder, workOn } from "./work.ts";

/** Lessons that go on with what the learner has made in an earlier one. */
const goesOnFrom: Record<string, string> = {
  "05-dynamo-parallel": "04-tweetbot",
  "07-jsonata": "06-approval",
};

/** Files by their paths in a learner's folder, with what is in them. */
type Files = Record<string, string | Buffer>;

export interface BeginOptions {
  folder?: string;
  /** Begin with the course's solution of what comes before, whatever the learner has made there. */
  fromSolution?: boolean | undefined;
}

/**
 * Makes the learner's folder of a step, unless it is there: from the step's `start/`, and from what they made in the step
 * that this one goes on from, if that is done. A challenge begins with what they made in its step, or else with the
 * step's solution. Returns a line on what was made; undefined where nothing was. Throws a UserError where the step has no
 * start, or where something else is in the folder's place.
 */
export async function begin(
  step: Step,
  steps: Step[],
  progress: Progress,
  { folder = workFolder, fromSolution = false }: BeginOptions = {},
): Promise<string | undefined> {
  const work = workOn(step, folder);
  if (isBegun(work)) return undefined;
  const before = step.challengeOf ?? steps.find(({ name }) => name === goesOnFrom[step.name]);
  const isDone = before && !fromSolution && stateOf(before, progress, folder) === "done";
  const earlier = isDone ? workOn(before, folder) : undefined;
  const files = step.challengeOf
    ? beginningOfChallenge(step, step.challengeOf, earlier)
    : beginning(step, earlier);

  await mkdir(folder, { recursive: true });
  // Made beside its place and moved there: a copy that is interrupted is never taken for the learner's work.
  const made = await mkdtemp(path.join(folder, ".begin-"));
  try {
    for (const [file, content] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(made, file)), { recursive: true });
      await writeFile(path.join(made, file), content);
    }
    await rename(made, work.folder);
  } finally {
    await rm(made, { recursive: true, force: true });
  }
  const source = earlier ? shownWork(earlier) : before && `the course's solution of ${before.name}`;
  return `${shownWork(work)} is yours now: ${(await readdir(work.folder)).join(", ")}.${source ? ` It goes on from ${source}.` : ""}`;
}

/** The step's start, and over it what the learner has made in the step before. */
function beginning(step: Step, earlier: Step | undefined): Files {
  const start = filesAt(path.join(step.folder, "start"));
  if (Object.keys(start).length === 0) {
    throw new UserError(
      `steps/${step.name} has no start/ to begin from: this copy of the course is not whole.`,
      exitCodes.usage,
    );
  }
  return { ...inputOf(step), ...start, ...(earlier && withoutInput(filesAt(earlier.folder))) };
}

function beginningOfChallenge(challenge: Step, step: Step, earlier: Step | undefined): Files {
  return { ...withoutInput(earlier ? filesAt(earlier.folder) : solutionOf(step)), ...inputOf(challenge) };
}

const filesAt = (folder: string): Files =>
  Object.fromEntries(filesIn(folder).map(file => [file, readFileSync(path.join(folder, file))]));

/** Each step has an input of its own, which is given. */
function inputOf(step: Step): Files {
  const { "input.json": input } = solutionOf(step);
  return input ? { "input.json": input } : {};
}

function withoutInput({ "input.json": _, ...others }: Files): Files {
  return others;
}
