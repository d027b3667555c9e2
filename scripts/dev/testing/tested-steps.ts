import { putTogether } from "../../shared/solution.ts";
import { challengesOf, chooseSteps, findSteps, type Step } from "../../shared/steps.ts";

/** The steps that the long tests are about: all, or those that WORKSHOP_STEPS="02 04" names. */
export async function testedSteps(): Promise<Step[]> {
  return chooseSteps(await findSteps(), (process.env.WORKSHOP_STEPS || "all").split(" ")).steps;
}

/** The challenges of steps, each with its solution put together in a folder. */
export async function solvedChallenges(steps: Step[]): Promise<Step[]> {
  return await Promise.all(challengesOf(steps).map(challenge => putTogether(challenge)));
}
