import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { exitCodes, UserError } from "../shared/errors.ts";
import { root } from "../shared/paths.ts";
import type { Step } from "../shared/steps.ts";

/** What the learner makes: theirs to commit, and nothing that the course brings is ever in it. */
export const workFolder = path.join(root, "my-work");

/** A step as the learner builds it: its files are theirs, and the course's own script judges them. */
export function workOn(step: Step, folder = workFolder): Step {
  const own = path.join(folder, step.name);
  return { ...step, folder: own, template: path.join(own, "template.yaml") };
}

/** A file or folder of the learner's, as people know it: from the top of the repository. */
export const shownWork = (work: Step) => path.relative(root, work.folder).replaceAll(path.sep, "/");

/** Whether the learner has begun a step. Throws a UserError where a file is in the place of its folder. */
export function isBegun(work: Step): boolean {
  if (!existsSync(work.folder)) return false;
  if (lstatSync(work.folder).isDirectory()) return true;
  throw new UserError(
    `${shownWork(work)} is a file, and the step's folder belongs there: move it away, then try again.`,
    exitCodes.usage,
  );
}

/** A step as the learner has it. Throws a UserError where they have not begun it. */
export function begunWork(step: Step, folder = workFolder): Step {
  const work = workOn(step, folder);
  if (isBegun(work)) return work;
  throw new UserError(`${work.name} is not begun: npm run learn -- ${work.number}`, exitCodes.usage);
}

/** Files that editors and systems leave beside one's own. */
export const isForeign = (name: string) => /^\.|~$|^#|\.sw.$|\.tmp$|^4913$|^Thumbs\.db$/.test(name);

/** The paths of a folder's files, from there, in a fixed order; none where it is not there. */
export function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const found = readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    if (isForeign(entry.name)) return [];
    if (!entry.isDirectory()) return [entry.name];
    return filesIn(path.join(folder, entry.name)).map(file => `${entry.name}/${file}`);
  });
  return found.sort();
}

/** Tells one state of a folder's files from any other. Line ends do not count: git may change them. */
export function hashOf(folder: string): string {
  const hash = createHash("sha256");
  for (const file of filesIn(folder)) {
    const text = textOf(path.join(folder, file)).replaceAll("\r\n", "\n");
    hash.update(`${file}\0${text.length}\0${text}`);
  }
  return hash.digest("hex");
}

/** What can't be read, a link to nowhere for example, counts as empty. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}
