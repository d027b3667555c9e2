import { exitCodes, UserError } from "../shared/errors.ts";
import { stackPrefix, workshopTag } from "../stack/name.ts";
import type { StackResource } from "../stack/stack.ts";

/** The name of the role in templates/github-oidc-role.yaml. */
const workflowRole = "workshop-github";

/** The name and tags of a stack or a log group. */
export interface Named {
  name: string;
  tags: Record<string, string>;
}

/** Tags as CloudFormation lists them, as a record. */
export function tagRecord(tags: { Key?: string | undefined; Value?: string | undefined }[] = []) {
  return Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}

/** What comes before the stack's name in the names of the log groups of functions and APIs. */
export const logGroupPrefixes = ["/aws/lambda/", "/aws/apigateway/"];

/** The name of a log group without that prefix, and any other name unchanged. */
export function ownName(name: string): string {
  return name.slice(logGroupPrefixes.find(prefix => name.startsWith(prefix))?.length ?? 0);
}

const hasPrefix = ({ name }: Named) => ownName(name).startsWith(stackPrefix);
const hasTag = ({ tags }: Named) => tags[workshopTag.Key] === workshopTag.Value;

/**
 * The stack of the role that workflows use, which may be the role that runs this. Its name has another prefix
 * (templates/github-oidc-role.yaml); these words protect it even where somebody gave it ours.
 */
const isOwnRole = ({ name, tags }: Named) =>
  /(^|-)github-oidc-role$/.test(name) || tags.step === "github-oidc-role";

/** Whether a stack holds that role, whatever its name and tags say: its deletion would lock the workflows out. */
export function holdsOwnRole(resources: StackResource[]): boolean {
  return resources.some(
    ({ type, id }) => type === "AWS::IAM::OIDCProvider" || (type === "AWS::IAM::Role" && id === workflowRole),
  );
}

/** Whether the course made it: both the name's prefix and the tag say so. */
export function isOurs(item: Named): boolean {
  return hasPrefix(item) && hasTag(item) && !isOwnRole(item);
}

/** Whether only the name or only the tag says that the course made it. */
export function isLookalike(item: Named): boolean {
  return hasPrefix(item) !== hasTag(item);
}

/** What the course's stacks and log groups are chosen by. */
export interface Selectable {
  id: string;
  learner: string;
  step: string;
  run?: string;
  createdAt: string;
}

/** Whether a stack or log group of the course is wanted. The dry run and the deletion use the same one. */
export type Wanted = (item: Selectable) => boolean;

export interface Filters {
  learners: string[];
  steps: string[];
  /** Only what this GitHub Actions run deployed. */
  run?: string | undefined;
  /** Only what any GitHub Actions run deployed. */
  ci: boolean;
  /** Milliseconds. */
  olderThan?: number | undefined;
}

/** What all filters agree on. An empty list of learners or steps means all of them. */
export function byFilters(filters: Filters, now = Date.now()): Wanted {
  const { learners, steps, run, ci, olderThan } = filters;
  return item =>
    (learners.length === 0 || learners.includes(item.learner)) &&
    (steps.length === 0 || steps.includes(item.step)) &&
    (run === undefined || item.run === run) &&
    (!ci || item.run !== undefined) &&
    (olderThan === undefined || now - Date.parse(item.createdAt) >= olderThan);
}

/** Exactly what has one of these ids. */
export function byIds(ids: string[]): Wanted {
  const known = new Set(ids);
  return ({ id }) => known.has(id);
}

const units: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of an age such as `30m`, `6h` or `2d`. Throws a UserError for anything else. */
export function parseAge(text: string): number {
  const [, count, unit = ""] = /^(\d+)([mhd])$/.exec(text) ?? [];
  if (count) return Number(count) * (units[unit] ?? 0);
  throw new UserError(
    `--older-than is "${text}": write a number and a unit, such as 30m, 6h or 2d.`,
    exitCodes.usage,
  );
}

/** An age for people: `5 min`, `3 h`, `2 d`. A larger unit is used from two of it on: `1 h` could mean 119 minutes. */
export function ageOf(createdAt: string, now = Date.now()): string {
  const minutes = Math.floor((now - Date.parse(createdAt)) / 60_000);
  if (minutes < 120) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} d`;
}
