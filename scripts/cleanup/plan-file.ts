import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { exitCodes, UserError } from "../errors.ts";
import type { Found } from "./found.ts";

/** What a dry run found, for people to review and for `--plan FILE --yes` to delete: that, and nothing else. */
export interface Plan {
  /** The format; also tells a plan from any other file. */
  workshopCleanupPlan: 1;
  /** ISO 8601. */
  createdAt: string;
  regions: PlannedRegion[];
}

export interface PlannedRegion extends Pick<Found, "stacks" | "logGroups"> {
  account: string;
  region: string;
}

/**
 * Writes a plan. Throws a UserError when the file can't be written, or is there already and no plan: it may be
 * somebody's work.
 */
export async function writePlan(file: string, regions: PlannedRegion[]): Promise<void> {
  const plan: Plan = { workshopCleanupPlan: 1, createdAt: new Date().toISOString(), regions };
  try {
    const existing = await readFile(file, "utf8").catch(() => undefined);
    if (existing !== undefined && !parsePlan(existing)) {
      throw new UserError(`${file} is no cleanup plan: choose another file for --plan.`, exitCodes.usage);
    }
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, `${JSON.stringify(plan, null, 2)}\n`);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `The plan ${file} can't be written (${(error as Error).message}): choose another file with --plan.`,
      exitCodes.usage,
    );
  }
}

/** Reads a plan. Throws a UserError when there is none. */
export async function readPlan(file: string): Promise<Plan> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new UserError(
      `The plan ${file} can't be read: write one with: npm run cleanup -- --plan ${file}`,
      exitCodes.usage,
    );
  });
  const plan = parsePlan(text);
  if (plan) return plan;
  throw new UserError(
    `${file} is no cleanup plan: write one with: npm run cleanup -- --plan <file>`,
    exitCodes.usage,
  );
}

function parsePlan(text: string): Plan | undefined {
  try {
    const plan = JSON.parse(text) as Plan;
    const valid =
      plan.workshopCleanupPlan === 1 &&
      plan.regions.every(
        ({ account, region, stacks, logGroups }) =>
          typeof account === "string" &&
          typeof region === "string" &&
          [...stacks, ...logGroups].every(({ id }) => typeof id === "string"),
      );
    return valid ? plan : undefined;
  } catch {
    return undefined;
  }
}
