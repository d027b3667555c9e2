import { createHash } from "node:crypto";

/** Every stack of the course starts with this prefix and carries this tag; nothing without both is ever deleted. */
export const stackPrefix = "sfw-";
export const workshopTag = { Key: "workshop", Value: "step-functions" } as const;

/**
 * The longest learner name that keeps the longest function name within Lambda's 64 characters.
 * https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
 */
const maxLearnerLength = 20;

/**
 * A learner's name made safe for stack names: lower case letters, digits and single hyphens, at most 20 characters.
 * A name that had to be changed ends in a short hash, so that two learners never get the same one.
 */
export function safeLearner(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  if (plain === name.toLowerCase() && plain.length > 0 && plain.length <= maxLearnerLength) return plain;
  // Six digits, so that names stay readable: among thirty learners, one class in 40,000 has two alike.
  const hash = createHash("sha256").update(name.toLowerCase()).digest("hex").slice(0, 6);
  return `${plain.slice(0, maxLearnerLength - 7).replace(/-+$/, "")}-${hash}`.replace(/^-/, "learner-");
}

/** The name of a learner's stack of a step (`04-tweetbot`) or of a shared template (`tweet-data-store`). */
export function stackName(learner: string, what: string): string {
  return `${stackPrefix}${learner}-${what}`;
}

/** The tags of every stack of the course. In GitHub Actions the run is among them, so that it can be cleaned up. */
export function stackTags(learner: string, step: string, now = new Date()): { Key: string; Value: string }[] {
  const run = process.env.GITHUB_RUN_ID;
  return [
    workshopTag,
    { Key: "step", Value: step },
    { Key: "learner", Value: learner },
    { Key: "created", Value: now.toISOString() },
    ...(run ? [{ Key: "run", Value: run }] : []),
  ];
}
