import path from "node:path";
import type { parseArguments } from "../shared/arguments.ts";
import { exitCodes, UserError } from "../shared/errors.ts";
import { localHome } from "../shared/paths.ts";
import { chooseSteps, findSteps } from "../shared/steps.ts";
import { repeatOptions } from "../shared/suggest.ts";
import { safeLearner } from "../stack/name.ts";
import { type Plan, readPlan } from "./plan-file.ts";
import { readRoles } from "./roles.ts";
import { byFilters, byIds, parseAge, type Wanted } from "./select.ts";

export const help = `Shows what the course has in your accounts, and deletes it only when told to.

  npm run cleanup                shows all of it, and writes that down as a plan
  npm run cleanup -- --yes       deletes it

What goes (all of these have to agree; several values: A,B or the option again):
  --learner <name>       only this learner's
  --step <step>          only this step's
  --older-than <age>     only what is at least this old: 30m, 6h, 2d
  --run <id>             only what this run of GitHub Actions deployed
  --ci                   only what any run of GitHub Actions deployed
  --plan <file>          where the plan is written; with --yes, delete that plan and nothing else

Where:
  --target <target>      local (the default) or aws; or WORKSHOP_TARGET
  --region <region>      in this region, or all; the target's own by default
  --profile <name>       in the account of this AWS profile
  --assume-role <role>   in the account of this role, or of those in a file with one ARN a line
  --account <id>         an account that may be deleted in; needed with --yes on aws

How:
  --yes                  delete
  --force                where a stack can't be deleted whole, leave behind what is in the way
  --json                 print one JSON document at the end, nothing else
  --help                 print this

Exit codes: 0 done, 1 something is left or could not be looked at, 2 wrong usage, 3 the target could not be reached
or refused.`;

/** Whose accounts they are: a command that we suggest repeats these. */
const whichAccounts = {
  target: { type: "string" },
  profile: { type: "string", multiple: true },
  "assume-role": { type: "string", multiple: true },
} as const;

/** What goes, and in which regions: a plan says all of this itself. */
const selection = {
  learner: { type: "string", multiple: true },
  step: { type: "string", multiple: true },
  "older-than": { type: "string" },
  run: { type: "string" },
  ci: { type: "boolean" },
  region: { type: "string", multiple: true },
} as const;

export const options = {
  ...selection,
  plan: { type: "string" },
  ...whichAccounts,
  account: { type: "string", multiple: true },
  yes: { type: "boolean" },
  force: { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean" },
} as const;

type Options = ReturnType<typeof parseArguments<{ options: typeof options }>>["values"];

/** What `npm run cleanup` is asked for. */
export interface CleanupRequest {
  target: string | undefined;
  profiles: string[];
  roles: string[];
  /** The regions as they were given; `all` is one of the words. */
  regions: string[];
  wanted: Wanted;
  /** Whether that is all that the course has there. */
  everything: boolean;
  /** The plan to carry out. */
  plan: Plan | undefined;
  /** Where a new plan is written. */
  planFile: string;
  /** Whether to delete. */
  yes: boolean;
  /** The accounts that may be deleted in. */
  allowed: string[];
  force: boolean;
  /** The options that lead a further command to the same accounts. */
  repeated: string[];
}

/** Reads what is asked for. Throws a UserError for what can't be meant. */
export async function readRequest(values: Options): Promise<CleanupRequest> {
  checkValues(values);
  checkCombination(values);
  const plan = values.yes && values.plan !== undefined ? await readPlan(values.plan) : undefined;
  const names = Object.keys(whichAccounts) as (keyof typeof whichAccounts)[];
  return {
    target: values.target,
    profiles: list(values.profile),
    roles: await readRoles(values["assume-role"] ?? []),
    regions: list(values.region),
    wanted: plan ? byPlan(plan) : await byOptions(values),
    everything: !plan && selected(values).every(name => name === "region"),
    plan,
    planFile: values.plan ?? newPlanFile(),
    yes: values.yes ?? false,
    allowed: list(values.account),
    force: values.force ?? false,
    repeated: repeatOptions(Object.fromEntries(names.map(name => [name, values[name]]))),
  };
}

/** Each dry run has a plan of its own, so that the one that was read is the one that is carried out. */
const newPlanFile = () =>
  path.join(localHome, "plans", `${new Date().toISOString().replaceAll(":", "-")}.json`);

function checkValues(values: Options): void {
  // An empty filter would choose everything.
  for (const [name, value] of Object.entries(values)) {
    const parts = [value].flat().flatMap(part => (typeof part === "string" ? part.split(",") : []));
    if (parts.some(part => part.trim() === ""))
      throw new UserError(`--${name} is empty, or a part of it is: give it a value.`, exitCodes.usage);
  }
  for (const id of list(values.account)) {
    if (!/^\d{12}$/.test(id)) {
      throw new UserError(
        `--account is "${id}": the id of an AWS account has twelve digits.`,
        exitCodes.usage,
      );
    }
  }
}

function checkCombination(values: Options): void {
  if (values.force && !values.yes) throw new UserError("--force deletes: add --yes to it.", exitCodes.usage);
  const chosen = selected(values);
  if (values.yes && values.plan !== undefined && chosen.length > 0) {
    throw new UserError(
      `--plan with --yes deletes what the plan says: leave out --${chosen.join(", --")}.`,
      exitCodes.usage,
    );
  }
  if (values["assume-role"] && list(values.profile).length > 1) {
    throw new UserError("Roles are assumed from one --profile: give only one.", exitCodes.usage);
  }
}

/** The options of the selection that are given. */
function selected(values: Options): string[] {
  return Object.keys(selection).filter(name => values[name as keyof Options] !== undefined);
}

async function byOptions(values: Options): Promise<Wanted> {
  const words = list(values.step);
  const chosen = words.length > 0 ? chooseSteps(await findSteps(), words) : undefined;
  return byFilters({
    learners: list(values.learner).map(safeLearner),
    steps: chosen && !chosen.all ? chosen.steps.map(({ name }) => name) : [],
    run: values.run,
    ci: values.ci ?? false,
    olderThan: values["older-than"] === undefined ? undefined : parseAge(values["older-than"]),
  });
}

function byPlan({ regions }: Plan): Wanted {
  return byIds(regions.flatMap(({ stacks, logGroups }) => [...stacks, ...logGroups].map(({ id }) => id)));
}

/** The values of an option that was given several times, or with commas. */
function list(values: string[] = []): string[] {
  return values.flatMap(value => value.split(",")).map(value => value.trim());
}
