import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { exitCodes, UserError } from "./errors.ts";
import { root } from "./paths.ts";

/** A lesson of the course: one folder under `steps/`; or the challenge at the end of one. */
export interface Step {
  /** The two digits that the folder's name starts with. */
  number: string;
  /** The folder's name, for example `04-tweetbot`. */
  name: string;
  /** The folder's absolute path. */
  folder: string;
  /** The absolute path of the step's CloudFormation template. */
  template: string;
  /** The absolute path of the script that judges it. */
  verify: string;
  /** For a challenge, the step that it belongs to: it takes that one's stack, and is on that one's page. */
  challengeOf?: Step;
}

/** The steps of the course in their order, as found in a folder (`steps/` by default). */
export async function findSteps(folder = path.join(root, "steps")): Promise<Step[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter(entry => entry.isDirectory() && /^\d\d-/.test(entry.name))
    .map(entry => stepIn(path.join(folder, entry.name)))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** The step in one folder. */
export function stepIn(folder: string): Step {
  const name = path.basename(folder);
  return {
    number: name.slice(0, 2),
    name,
    folder,
    template: path.join(folder, "template.yaml"),
    verify: path.join(folder, "verify.ts"),
  };
}

/**
 * The challenge of a step: its folder `challenge/` has a script that judges, and those files of the solution that differ
 * from the step's. Undefined where the step has none.
 */
export function challengeOf(step: Step): Step | undefined {
  const folder = path.join(step.folder, "challenge");
  if (!existsSync(path.join(folder, "verify.ts"))) return undefined;
  return { ...stepIn(folder), number: step.number, name: `${step.number}-challenge`, challengeOf: step };
}

/** The challenges of steps, in their order. */
export const challengesOf = (steps: Step[]): Step[] => steps.flatMap(step => challengeOf(step) ?? []);

/** Steps, each followed by its challenge. */
export const withChallenges = (steps: Step[]): Step[] =>
  steps.flatMap(step => [step, ...challengesOf([step])]);

/** The words that choose a step, or a challenge, in a command: `01`, `01 --challenge`. */
export const wordsFor = ({ number, challengeOf }: Step): string =>
  challengeOf ? `${number} --challenge` : number;

/** The step's page; a challenge's is a section of the page of its step. */
export const pageOf = ({ name, challengeOf }: Step): string =>
  challengeOf ? `docs/${challengeOf.name}.md#the-challenge` : `docs/${name}.md`;

/** What words on the command line choose. */
export interface Choice {
  /** In the course's order, once each. */
  steps: Step[];
  /** Whether `all` was meant. */
  all: boolean;
  /** The words that choose the same again: `all`, or the steps' numbers. */
  words: string;
}

/**
 * The steps that words on the command line choose: `04`, `4`, `04-tweetbot` or `all`.
 * Throws a UserError that lists the valid ones.
 */
export function chooseSteps(steps: Step[], words: string[]): Choice {
  const valid = `Choose from ${steps.map(step => step.name).join(", ")} (the number is enough), or all.`;
  if (words.length === 0) throw new UserError(`Which step? ${valid}`, exitCodes.usage);
  for (const word of words) {
    if (word !== "all" && !steps.some(step => isCalled(step, word))) {
      throw new UserError(`There is no step "${word}". ${valid}`, exitCodes.usage);
    }
  }
  if (words.includes("all")) return { steps, all: true, words: "all" };
  const chosen = steps.filter(step => words.some(word => isCalled(step, word)));
  return { steps: chosen, all: false, words: chosen.map(({ number }) => number).join(" ") };
}

/** The one step that a word chooses. Throws a UserError that lists the valid ones, or says that `all` is too many. */
export function chooseStep(steps: Step[], word: string): Step {
  const [step, ...others] = chooseSteps(steps, [word]).steps;
  if (!step || others.length > 0) throw new UserError("Choose one step here, not all.", exitCodes.usage);
  return step;
}

/**
 * The challenge of the step that a word chooses. Throws a UserError that lists the steps with a challenge, where this one
 * has none.
 */
export function chooseChallenge(steps: Step[], word: string): Step {
  const step = chooseStep(steps, word);
  const found = challengeOf(step);
  if (found) return found;
  const others = challengesOf(steps).map(({ number }) => number);
  throw new UserError(
    `${step.name} has no challenge; the steps with one are ${others.join(", ")}.`,
    exitCodes.usage,
  );
}

/** The step that a word chooses, or the challenge that it names: `01-challenge`. Throws as `chooseStep` does. */
export function chooseStepOrChallenge(steps: Step[], word: string): Step {
  const [, number] = /^(\d\d)-challenge$/.exec(word) ?? [];
  return number === undefined ? chooseStep(steps, word) : chooseChallenge(steps, number);
}

function isCalled(step: Step, word: string): boolean {
  return word === step.name || word === step.number || (/^\d$/.test(word) && `0${word}` === step.number);
}
