import path from "node:path";
import { openAccounts, readRoles } from "./cleanup/accounts.ts";
import { guardAccounts } from "./cleanup/guard.ts";
import { chosenPlaces, isRegion, plannedPlaces } from "./cleanup/places.ts";
import { type Plan, type PlannedRegion, readPlan, writePlan } from "./cleanup/plan-file.ts";
import { openProgress } from "./cleanup/progress.ts";
import { compareWithPlan, deleteEverywhere, lookEverywhere, type RegionResult } from "./cleanup/regions.ts";
import { doneLines, foundLines, isClean, resultJson, unseenLines } from "./cleanup/report.ts";
import { byFilters, byIds, parseAge, type Wanted } from "./cleanup/select.ts";
import { runCommand } from "./report/run-command.ts";
import { openScreen, type Screen } from "./report/screen.ts";
import { parseArguments } from "./shared/arguments.ts";
import { exitCodes, UserError } from "./shared/errors.ts";
import { localHome } from "./shared/paths.ts";
import { redact } from "./shared/redact.ts";
import { chooseSteps, findSteps } from "./shared/steps.ts";
import { shellWord } from "./shared/suggest.ts";
import { safeLearner } from "./stack/name.ts";

const help = `Shows what the course has in your accounts, and deletes it only when told to.

  npm run cleanup                shows all of it, and writes that down as a plan
  npm run cleanup -- --yes       deletes it

What goes (all of these have to agree; several values: A,B or the option again):
  --learner <name>       only this learner's
  --step <step>          only this step's
  --older-than <age>     only what is at least so old: 30m, 6h, 2d
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
  --force                delete a stack that can't be deleted whole without what is in the way
  --json                 print one JSON document at the end, nothing else
  --help                 print this

Exit codes: 0 done, 1 something is left or could not be looked at, 2 wrong usage, 3 the target could not be reached
or refused.`;

const options = {
  learner: { type: "string", multiple: true },
  step: { type: "string", multiple: true },
  "older-than": { type: "string" },
  run: { type: "string" },
  ci: { type: "boolean" },
  plan: { type: "string" },
  target: { type: "string" },
  region: { type: "string", multiple: true },
  profile: { type: "string", multiple: true },
  "assume-role": { type: "string", multiple: true },
  account: { type: "string", multiple: true },
  yes: { type: "boolean" },
  force: { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean" },
} as const;

type Options = ReturnType<typeof parseArguments<{ options: typeof options }>>["values"];

await runCommand(async args => {
  const { values } = parseArguments({ args, options });
  if (values.help) return void process.stdout.write(`${help}\n`);
  checkCombination(values);
  const plan = values.yes && values.plan !== undefined ? await readPlan(values.plan) : undefined;
  const wanted = plan ? byPlan(plan) : await byOptions(values);
  // Each dry run has a plan of its own, so that the one that was read is the one that is carried out.
  const planFile =
    values.plan ?? path.join(localHome, "plans", `${new Date().toISOString().replaceAll(":", "-")}.json`);

  const screen = openScreen();
  const say = (lines: string[]) => {
    if (!values.json) for (const line of lines) screen.print(line);
  };
  try {
    const { accounts, failures } = await openAccounts(
      {
        target: values.target,
        region: firstRegion(values, plan),
        retryMode: "adaptive",
        onProgress: line => say([line]),
      },
      list(values.profile),
      await readRoles(values["assume-role"] ?? []),
    );
    for (const { id, arn } of accounts) say([`Account  ${id}, as ${arn}`]);
    if (values.yes) guardAccounts(accounts, list(values.account));

    const chosen = plan ? plannedPlaces(plan, accounts) : chosenPlaces(accounts, list(values.region));
    failures.push(...chosen.failures);
    if (!values.json) screen.busy("look", `Looking at ${chosen.places.length} region(s)`);
    const regions = await lookEverywhere(chosen.places, wanted);
    screen.idle("look");
    if (plan) compareWithPlan(regions, plan);
    if (regions.length > 0 && regions.every(({ failure }) => failure)) {
      throw new UserError(regions.map(({ failure }) => failure).join("\n"), exitCodes.target);
    }
    say(["", ...foundLines(screen, regions)]);
    if (values.yes) {
      await deleteFound(screen, regions, wanted, values);
      say(["", ...doneLines(screen, regions)]);
    } else {
      await writePlan(planFile, plannedRegions(regions));
      say(["", ...nextLines(planFile, regions, values)]);
    }
    const result = { accounts, failures, regions };
    say([...failedLooks(regions, values), ...unseenLines(result)]);
    if (values.json)
      process.stdout.write(
        `${redact(JSON.stringify(resultJson(result, values.yes ? undefined : planFile), null, 2))}\n`,
      );
    if (!isClean(result)) process.exitCode = exitCodes.checkFailed;
  } finally {
    screen.close();
  }
});

async function deleteFound(
  screen: Screen,
  regions: RegionResult[],
  wanted: Wanted,
  { force = false, json }: Options,
): Promise<void> {
  process.once("SIGINT", () => {
    process.stderr.write(
      "\nStopped. What AWS has begun to delete goes on; run the same command again for the rest.\n",
    );
    process.exit(130);
  });
  const total = regions.reduce((sum, { found }) => sum + (found?.stacks.length ?? 0), 0);
  const show = json || total === 0 ? () => {} : openProgress(screen, total);
  const done = new Map<RegionResult, number>();
  await deleteEverywhere(regions, wanted, { force }, (region, number) => {
    done.set(region, number);
    show([...done.values()].reduce((sum, one) => sum + one, 0));
  });
  screen.idle("cleanup");
}

function plannedRegions(regions: RegionResult[]): PlannedRegion[] {
  return regions.flatMap(({ account, region, found }) =>
    found ? [{ account, region, stacks: found.stacks, logGroups: found.logGroups }] : [],
  );
}

/** How to go on with a plan; nothing where it names nothing. */
function nextLines(plan: string, regions: RegionResult[], { target, profile, ...values }: Options): string[] {
  if (plannedRegions(regions).every(({ stacks, logGroups }) => stacks.length + logGroups.length === 0))
    return [];
  const repeated = Object.entries({
    target,
    profile: profile?.join(","),
    "assume-role": values["assume-role"]?.join(","),
  }).flatMap(([name, value]) => (value === undefined ? [] : ` --${name} ${shellWord(value)}`));
  const account = target === "aws" || process.env.WORKSHOP_TARGET === "aws" ? " --account <id>" : "";
  const file = shellWord(path.relative(process.cwd(), plan));
  return [
    "Nothing was deleted. To delete exactly this:",
    `  npm run cleanup -- --plan ${file} --yes${repeated.join("")}${account}`,
  ];
}

/** A region to ask the first questions in, where options or the plan name one: the answers are those of the account. */
function firstRegion({ region }: Options, plan: Plan | undefined): string | undefined {
  const regions = plan ? plan.regions.map(({ region }) => region) : list(region);
  if (regions.length === 0) return undefined;
  return regions.find(isRegion) ?? "us-east-1";
}

/** Regions that could not be looked at; after a deletion they are among its results. */
function failedLooks(regions: RegionResult[], { yes }: Options): string[] {
  if (yes) return [];
  return regions.flatMap(({ account, region, failure }) =>
    failure ? `${account} ${region}: ${failure}` : [],
  );
}

function checkCombination(values: Options): void {
  // An empty filter would choose everything.
  for (const [name, value] of Object.entries(values)) {
    const parts = [value].flat().flatMap(part => (typeof part === "string" ? part.split(",") : []));
    if (parts.some(part => part.trim() === ""))
      throw new UserError(`--${name} is empty, or a part of it: give it a value.`, exitCodes.usage);
  }
  if (values.force && !values.yes) throw new UserError("--force deletes: add --yes to it.", exitCodes.usage);
  const selection = ["learner", "step", "older-than", "run", "ci", "region"].filter(
    name => values[name as keyof Options] !== undefined,
  );
  if (values.yes && values.plan !== undefined && selection.length > 0) {
    throw new UserError(
      `--plan with --yes deletes what the plan says: leave out --${selection.join(", --")}.`,
      exitCodes.usage,
    );
  }
  if (values["assume-role"] && list(values.profile).length > 1) {
    throw new UserError("Roles are assumed from one --profile: give only one.", exitCodes.usage);
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
