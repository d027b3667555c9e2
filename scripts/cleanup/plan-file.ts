import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Arn, parseArn } from "../shared/arn.ts";
import { exitCodes, UserError } from "../shared/errors.ts";
import type { Found } from "./found.ts";
import { isRegion } from "./region-name.ts";

/** What a dry run found, for people to review and for `--plan FILE --yes` to delete: that, and nothing else. */
export interface Plan {
  /** The version of the format; it also tells a plan from any other file. */
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
 * Writes a plan. Throws a UserError when the file can't be written, or is there already: it may be a plan that somebody
 * has reviewed, or something else.
 */
export async function writePlan(file: string, regions: PlannedRegion[]): Promise<void> {
  const plan: Plan = { workshopCleanupPlan: 1, createdAt: new Date().toISOString(), regions };
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, `${JSON.stringify(plan, null, 2)}\n`, { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      throw new UserError(
        `${file} is there already: add --yes to delete what that plan names, or choose another file for a new one.`,
        exitCodes.usage,
      );
    }
    throw new UserError(
      `The plan ${file} can't be written (${(error as Error).message}): choose another file with --plan.`,
      exitCodes.usage,
    );
  }
}

/** Reads a plan. Throws a UserError when the file can't be read, is not a plan, or was changed. */
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
    `${file} is not a cleanup plan, or was changed: write one with: npm run cleanup -- --plan <file>`,
    exitCodes.usage,
  );
}

const isIn = (arn: Arn | undefined, account: string, region: string) =>
  arn?.account === account && arn.region === region;

function parsePlan(text: string): Plan | undefined {
  try {
    const plan = JSON.parse(text) as Plan;
    const valid =
      plan.workshopCleanupPlan === 1 &&
      plan.regions.length > 0 &&
      plan.regions.every(
        ({ account, region, stacks, logGroups }) =>
          typeof account === "string" &&
          isRegion(region) &&
          stacks.every(({ id }) => isIn(parseArn(id), account, region)) &&
          logGroups.every(({ id }) => typeof id === "string"),
      );
    return valid ? plan : undefined;
  } catch {
    return undefined;
  }
}
