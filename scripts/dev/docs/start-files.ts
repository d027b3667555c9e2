import { readFile } from "node:fs/promises";
import path from "node:path";
import { root } from "../../shared/paths.ts";

/**
 * A file of the repository as a learner finds it, by its path from the top: one of `my-work/` is as it begins, in the step's
 * `start/`. Undefined where it is not there.
 */
export async function startFile(file: string): Promise<string | undefined> {
  const [, step, own] = /^my-work\/([^/]+)\/(.+)$/.exec(file) ?? [];
  const source = step && own ? path.join("steps", step, "start", own) : file;
  return await readFile(path.join(root, source), "utf8").catch(() => undefined);
}
