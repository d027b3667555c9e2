import { cp, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { exitCodes, UserError } from "../shared/errors.ts";
import type { Step } from "../shared/steps.ts";
import { type Progress, stateOf } from "./progress.ts";
import { filesIn, isBegun, shownWork, workFolder, workOn } from "./work.ts";

/** Lessons that go on with what the learner has made in an earlier one. */
const goesOnFrom: Record<string, string> = { "05-dynamo-parallel": "04-tweetbot" };

/**
 * Makes the learner's folder of a step, unless it is there: from what they made in the step that this one goes on from,
 * if that is done, and from the step's `start/`. Returns a line on what was made; undefined where nothing was. Throws a
 * UserError where the step has no start, or where something else is in the folder's place.
 */
export async function begin(
  step: Step,
  steps: Step[],
  progress: Progress,
  folder = workFolder,
): Promise<string | undefined> {
  const work = workOn(step, folder);
  if (isBegun(work)) return undefined;
  const start = path.join(step.folder, "start");
  if (filesIn(start).length === 0) {
    throw new UserError(
      `steps/${step.name} has no start/ to begin from: this copy of the course is not whole.`,
      exitCodes.usage,
    );
  }
  const earlier = earlierWork(step, steps, progress, folder);
  await mkdir(folder, { recursive: true });
  // Made beside its place and moved there: a copy that is interrupted is never taken for the learner's work.
  const made = await mkdtemp(path.join(folder, ".begin-"));
  try {
    // The later ones win.
    const sources = [
      { from: step.folder, files: ["input.json"] },
      { from: start, files: filesIn(start) },
      ...(earlier ? [{ from: earlier.folder, files: filesIn(earlier.folder).filter(isNoInput) }] : []),
    ];
    for (const { from, files } of sources)
      for (const file of files) await cp(path.join(from, file), path.join(made, file));
    await rename(made, work.folder);
  } finally {
    await rm(made, { recursive: true, force: true });
  }
  const source = earlier ? ` It goes on from ${shownWork(earlier)}.` : "";
  return `${shownWork(work)} is yours now: ${(await readdir(work.folder)).join(", ")}.${source}`;
}

/** What the learner has made in the step that this one goes on from, if that is done. */
function earlierWork(step: Step, steps: Step[], progress: Progress, folder: string): Step | undefined {
  const before = steps.find(({ name }) => name === goesOnFrom[step.name]);
  return before && stateOf(before, progress, folder) === "done" ? workOn(before, folder) : undefined;
}

/** Each step has an input of its own. */
const isNoInput = (file: string) => file !== "input.json";
