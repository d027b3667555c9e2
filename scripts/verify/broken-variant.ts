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

/**
 * Why a step may do without a field of its files and still pass: by a pattern of `<file> <path of the field>`. The export
 * `exempt` of a step's `broken-variants.ts`.
 */
export type Exempt = Record<string, string>;

/** What no step misses. */
export const usualExempt: Exempt = {
  "template\\.yaml AWSTemplateFormatVersion": "There is one version, which is the default.",
  "template\\.yaml Resources\\.\\w+\\.(Deletion|UpdateReplace)Policy":
    "Says to the reader, and to cfn-lint, what CloudFormation does with a log group anyway.",
  "template\\.yaml .*PolicyDocument\\.Version":
    "The older version, the default, differs only in policy variables.",
  "template\\.yaml Resources\\.\\w+Function\\.Properties\\.(Architectures|MemorySize|Timeout)":
    "A matter of cost and patience: no lesson asks for it.",
  "template\\.yaml Resources\\.\\w+LogGroup\\.Properties\\.LogGroupName":
    "The function and its role refer to it.",
  "template\\.yaml Resources\\.\\w+Function\\.Properties\\.LoggingConfig":
    "The log group has the name that Lambda would take by default.",
  "template\\.yaml Resources\\.(StateMachine\\.Properties\\.StateMachineName|\\w+Function\\.Properties\\.FunctionName)":
    "CloudFormation makes one up.",
  "\\w+\\.asl\\.json .*\\.Retry\\.\\d\\.(IntervalSeconds|MaxAttempts|BackoffRate)":
    "1, 3 and 2 are the defaults.",
};

/** An edit that replaces one text by another. */
export function replace(from: string, to: string): (text: string) => string {
  return text => text.replace(from, () => to);
}

/** An edit that replaces one text by another wherever it is in one resource of a template: from its logical id to the next. */
export function replaceIn(logicalId: string, from: string, to: string): (text: string) => string {
  const resource = new RegExp(`^  ${logicalId}:\n(?:    .*\n|\n)+`, "m");
  return text => text.replace(resource, whole => whole.replaceAll(from, () => to));
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
