import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { workOn } from "../../learn/work.ts";
import { root } from "../../shared/paths.ts";
import { findSteps, type Step, withChallenges } from "../../shared/steps.ts";

const run = promisify(execFile);

/**
 * The steps and challenges in `my-work/` that have changed since a commit. All of them where that commit is not known here:
 * at the first push of a branch, after a push that has rewritten it, or where none is given. What has been deleted is left
 * out.
 */
export async function touchedSteps(before: string, folder = root): Promise<Step[]> {
  const work = path.join(folder, "my-work");
  const begun = withChallenges(await findSteps())
    .map(step => workOn(step, work))
    .filter(step => existsSync(step.folder));
  const files = await changedFiles(before, folder);
  return files ? begun.filter(({ name }) => files.some(file => file.split("/")[1] === name)) : begun;
}

/** The files in `my-work/` that differ, by their paths; undefined where there is nothing to compare with. */
async function changedFiles(before: string, folder: string): Promise<string[] | undefined> {
  if (!/^[0-9a-f]{40}$/.test(before)) return undefined;
  const isKnown = await run("git", ["cat-file", "-e", `${before}^{commit}`], { cwd: folder }).then(
    () => true,
    () => false,
  );
  if (!isKnown) return undefined;
  const words = ["diff", "--name-only", "--no-renames", "-z", before, "HEAD", "--", "my-work"];
  const { stdout } = await run("git", words, { cwd: folder, maxBuffer: 64 * 1024 * 1024 });
  return stdout.split("\0").filter(Boolean);
}
