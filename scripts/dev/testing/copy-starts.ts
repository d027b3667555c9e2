import { cp, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { root } from "../../shared/paths.ts";
import { type Step, stepIn } from "../../shared/steps.ts";

/** The beginnings of the steps where a learner has them: `my-work/NN-name/`, beside what their files refer to. */
export interface CopiedStarts {
  folder: string;
  /** In the order of the steps. */
  starts: Step[];
  remove(): Promise<void>;
}

/** Copies `start/` of each step, for in `steps/` its handlers' imports lead nowhere. */
export async function copyStarts(steps: Step[]): Promise<CopiedStarts> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "workshop-starts-"));
  const starts = steps.map(({ name }) => stepIn(path.join(folder, "my-work", name)));
  const copies = [
    ...["steps", "lambdas", "templates", "package.json"].map(
      source => [path.join(root, source), path.join(folder, source)] as const,
    ),
    ...steps.map((step, index) => [path.join(step.folder, "start"), starts[index]?.folder ?? ""] as const),
  ];
  await Promise.all(copies.map(([from, to]) => cp(from, to, { recursive: true })));
  await symlink(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  const settings = { extends: path.join(root, "tsconfig.json"), include: ["my-work"] };
  await writeFile(path.join(folder, "tsconfig.json"), JSON.stringify(settings));
  return { folder, starts, remove: () => rm(folder, { recursive: true, force: true }) };
}
