/**
 * A step with a deliberate mistake. Its verification has to fail, at the checks that are named here and with their
 * hints: that proves that each check can fail. The default export of a step's `broken-variants.ts` is a list of
 * these.
 */
export interface BrokenVariant {
  /** The mistake, in words. */
  mistake: string;
  /** Makes it: for files of the step (or of the repository, from its top: `lambdas/…`), the text as it is to be. */
  edit: Record<string, (text: string) => string>;
  /** The names of checks that have to fail. */
  fails: string[];
}

/** An edit that replaces one text by another. */
export function replace(from: string, to: string): (text: string) => string {
  return text => text.replace(from, () => to);
}

/** An edit of a state machine's definition. */
// biome-ignore lint/suspicious/noExplicitAny: a mistake may be anything
export function definition(change: (machine: any) => void): (text: string) => string {
  return text => {
    const machine = JSON.parse(text);
    change(machine);
    return JSON.stringify(machine, null, 2);
  };
}
