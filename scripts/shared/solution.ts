import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { root } from "./paths.ts";
import { type Step, stepIn } from "./steps.ts";

/** Whether a file of a step's folder is one that a learner has, too; all others are the course's. */
export const isLearners = (file: string): boolean =>
  /^(template\.yaml|input\.json|[^/]+\.asl\.json|handlers\/.+\.ts)$/.test(file) && !file.endsWith(".test.ts");

/**
 * The course's own solution of a step, as a learner would have it in `my-work/`: the texts of its files by their paths
 * there, such as `handlers/hello.ts`. That of a challenge is its step's, with the challenge's own files over it.
 */
export function solutionOf({ folder, challengeOf }: Step): Record<string, string> {
  const own = challengeOf ? path.join(challengeOf.folder, "challenge") : folder;
  const files = pathsIn(own).filter(isLearners);
  const texts = files.map(file => [file, textForLearner(path.join(own, file))]);
  return { ...(challengeOf && solutionOf(challengeOf)), ...Object.fromEntries(texts) };
}

/** A handler that is no more than another step's is that one. What else refers to another step does so from my-work/. */
function textForLearner(file: string): string {
  const text = readFileSync(file, "utf8");
  const [, same] = /^export \{ handler \} from "(\.\.\/\.\.\/\d\d-[^"]+)";\s*$/.exec(text) ?? [];
  if (same) return textForLearner(path.resolve(path.dirname(file), same));
  return text.replace(/"\.\.\/\.\.\/(?=\d\d-)/g, '"../../../steps/');
}

/**
 * Puts the solution of a challenge together in one folder: `dist/01-challenge/`, where the imports of handlers lead where
 * they do in `my-work/`. Returns the challenge with its files there. What is right already is not written again: another
 * run may be reading it.
 */
export async function putTogether(challenge: Step, top = path.join(root, "dist")): Promise<Step> {
  const folder = path.join(top, challenge.name);
  const files = solutionOf(challenge);
  for (const file of pathsIn(folder)) if (!(file in files)) await rm(path.join(folder, file));
  for (const [file, text] of Object.entries(files)) {
    const written = path.join(folder, file);
    if ((await readFile(written, "utf8").catch(() => undefined)) === text) continue;
    await mkdir(path.dirname(written), { recursive: true });
    await writeFile(written, text);
  }
  return { ...challenge, folder, template: stepIn(folder).template };
}

function pathsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile())
    .map(entry => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, "/"));
}
