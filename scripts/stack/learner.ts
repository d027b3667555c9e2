import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { exitCodes, UserError } from "../shared/errors.ts";
import { localHome } from "../shared/paths.ts";
import { safeLearner } from "./name.ts";

/** What is known about who sits at this machine. */
interface Known {
  home?: string;
  env?: NodeJS.ProcessEnv;
  user?: string;
}

/**
 * Whose stacks a command is about: the learner of its option, which counts for this one command; else the person at this
 * machine, who is `WORKSHOP_LEARNER`, or who it was the last time, or who the operating system says. That name is kept,
 * so that another terminal finds the same stacks, and `say` is told when it is no longer the one from before. In CI each
 * run has a name of its own: there nothing is kept. Throws a UserError where the name can't be kept.
 */
export function learnerOf(
  option: string | undefined,
  say: (sentence: string) => void = line => void process.stderr.write(`${line}\n`),
  { home = localHome, env = process.env, user }: Known = {},
): string {
  if (option !== undefined) return safeLearner(option);
  const before = keptName(home);
  const name = safeLearner(env.WORKSHOP_LEARNER || before || user || os.userInfo().username);
  if (name === before || env.CI || env.GITHUB_ACTIONS) return name;
  keepName(home, name);
  if (before) {
    const command = `npm run step -- all --destroy --learner ${before}`;
    say(`From now on you are ${name}. What ${before} has deployed stays up; to take it down: ${command}`);
  }
  return name;
}

const fileIn = (home: string) => path.join(home, "learner");

function keptName(home: string): string | undefined {
  try {
    const name = readFileSync(fileIn(home), "utf8").trim();
    return name === "" ? undefined : safeLearner(name);
  } catch {
    return undefined; // none yet
  }
}

/** Writes the name so that a command beside this one reads the old one or the new one, never a part. */
function keepName(home: string, name: string): void {
  const draft = `${fileIn(home)}.${process.pid}.tmp`;
  try {
    mkdirSync(home, { recursive: true });
    writeFileSync(draft, `${name}\n`);
    renameSync(draft, fileIn(home));
  } catch (error) {
    throw new UserError(
      `${home}, where the course keeps what it needs, can't be written: ${(error as Error).message}. Allow that, or set WORKSHOP_HOME to another folder.`,
      exitCodes.target,
    );
  }
}
