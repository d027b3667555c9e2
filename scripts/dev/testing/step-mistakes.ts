import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Step } from "../../shared/steps.ts";
import type { BrokenVariant, Exempt } from "../../verify/broken-variant.ts";

/** What the `broken-variants.ts` of a step, or of a challenge, tells. */
export interface Mistakes {
  variants: BrokenVariant[];
  exempt: Exempt;
  /** Of a challenge: the checks that are red before anything is written. */
  unsolved?: string[];
}

/** Reads it beside the step's verify script: a solution that was put together lies elsewhere. */
export async function mistakesIn({ verify }: Step): Promise<Mistakes> {
  const file = path.join(path.dirname(verify), "broken-variants.ts");
  const { default: variants, exempt = {}, unsolved } = await import(pathToFileURL(file).href);
  return { variants, exempt, unsolved };
}
