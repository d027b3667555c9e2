import { existsSync, type Stats } from "node:fs";
import { copyFile, lstat, mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { exitCodes, UserError } from "../../shared/errors.ts";
import type { Step } from "../../shared/steps.ts";
import { isForeign, workFolder, workOn } from "../work.ts";

/** Somebody's copy of the course. */
export interface Clone {
  /** Its folder's name, fit to be printed. */
  name: string;
  /** The steps and challenges that are begun there, their folders in the clone. */
  begun: Step[];
  /** Why there is nothing to judge. */
  problem?: string;
}

/** What of a clone is refused, in words for the report. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/** A template takes at most 51,200 bytes with all of its code: what is larger is no work on the course. */
const maxBytes = 1_000_000;
const maxFiles = 100;

/** The clones in a folder. Throws a UserError where there is no folder, or no clone in it. */
export async function findClones(folder: string, steps: Step[]): Promise<Clone[]> {
  const names = await readdir(folder).catch(() => {
    throw new UserError(
      `${folder} is not a folder that can be read: give the one that holds the clones.`,
      exitCodes.usage,
    );
  });
  if (existsSync(path.join(folder, path.basename(workFolder)))) {
    throw new UserError(
      `${folder} is a clone itself: give the folder that holds the clones.`,
      exitCodes.usage,
    );
  }
  const clones = await Promise.all(names.sort().map(name => cloneAt(path.join(folder, name), steps)));
  const found = clones.filter(clone => clone !== undefined);
  if (found.length > 0) return found;
  throw new UserError(
    `There is no clone in ${folder}: each is a folder, with my-work in it.`,
    exitCodes.usage,
  );
}

/** Undefined where it is a file, or hidden: that is nobody's clone. */
async function cloneAt(folder: string, steps: Step[]): Promise<Clone | undefined> {
  const stats = await lstat(folder);
  const name = printable(path.basename(folder));
  if (stats.isFile() || name.startsWith(".")) return undefined;
  const work = path.join(folder, path.basename(workFolder));
  try {
    refuseAllBut("isDirectory", stats, name);
    refuseAllBut("isDirectory", await lstatOf(work), "my-work");
    const entries = await readdir(work);
    const begun = steps.map(step => workOn(step, work)).filter(({ name }) => entries.includes(name));
    return { name, begun, ...(begun.length === 0 && { problem: "no step is begun" }) };
  } catch (error) {
    if (error instanceof Refused) return { name, begun: [], problem: error.message };
    throw error;
  }
}

/**
 * Copies what somebody has made of a step, files only: nothing outside of that folder is ever read. Throws Refused for
 * what is no work on the course.
 */
export async function copyWork({ name, folder }: Step, to: string): Promise<void> {
  let files = 0;
  const copy = async (from: string, to: string, shown: string): Promise<void> => {
    refuseAllBut("isDirectory", await lstatOf(from), shown);
    await mkdir(to, { recursive: true });
    for (const entry of await readdir(from, { withFileTypes: true })) {
      if (isForeign(entry.name)) continue;
      const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
      const shownEntry = `${shown}/${printable(entry.name)}`;
      if (entry.isDirectory()) {
        await copy(source, target, shownEntry);
        continue;
      }
      const stats = await lstatOf(source);
      refuseAllBut("isFile", stats, shownEntry);
      if (stats.size > maxBytes) throw new Refused(`${shownEntry} has more than ${maxBytes / 1e6} MB`);
      files += 1;
      if (files > maxFiles) throw new Refused(`${name} has more than ${maxFiles} files`);
      await copyFile(source, target);
    }
  };
  await copy(folder, to, name);
}

const lstatOf = (file: string) =>
  lstat(file).catch(() => {
    throw new Refused(`it has no ${path.basename(file)}`);
  });

function refuseAllBut(kind: "isDirectory" | "isFile", stats: Stats, shown: string): void {
  if (stats.isSymbolicLink()) throw new Refused(`${shown} is a link, and links are not followed`);
  if (!stats[kind]()) throw new Refused(`${shown} is not a ${kind === "isFile" ? "file" : "folder"}`);
}

/** A name without what would move the cursor, or end a line. */
export const printable = (text: string): string => text.replace(/\p{Cc}/gu, "?");
