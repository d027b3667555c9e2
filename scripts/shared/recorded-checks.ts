import { readFile } from "node:fs/promises";
import path from "node:path";
import { root } from "./paths.ts";
import type { Step } from "./steps.ts";

/** The names of a step's checks, in their order, as its recorded run in docs/runs/ has them; none where it has no run. */
export async function recordedChecks({ name }: Step, folder = root): Promise<string[]> {
  const file = path.join(folder, "docs", "runs", `${name}.json`);
  const text = await readFile(file, "utf8").catch(() => "{}");
  return JSON.parse(text).checks ?? [];
}
