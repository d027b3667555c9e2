import { type Field, itemsOf, shown, textOf, valueAt } from "../tree.ts";
import {
  type Check,
  list,
  number,
  object,
  oneOf,
  text,
  whole,
  withExpressions,
  withStates,
} from "./check.ts";
import { resultPath, template } from "./paths.ts";

/**
 * The errors that Step Functions itself names. AWS takes a name that nothing raises, so only their spelling is checked.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
const reserved = [
  "States.ALL", "States.BranchFailed", "States.DataLimitExceeded", "States.ExceedToleratedFailureThreshold",
  "States.HeartbeatTimeout", "States.Http.Socket", "States.IntrinsicFailure", "States.ItemReaderFailed",
  "States.NoChoiceMatched", "States.ParameterPathFailure", "States.Permissions", "States.QueryEvaluationError",
  "States.ResultPathMatchFailure", "States.ResultWriterFailed", "States.Runtime", "States.TaskFailed",
  "States.Timeout",
]; // biome-ignore format: a list to scan, not a column

const errorName: Check = (field, place) => {
  const name = textOf(field.value);
  if (name === undefined) return text(field, place);
  const meant = reserved.find(known => known.toLowerCase() === name.toLowerCase());
  if (meant && meant !== name)
    place.report(
      field.line,
      `${shown(field.value)} is not an error of Step Functions; did you mean "${meant}"?`,
    );
};

const errorEquals: Check = (field, place) => {
  list(errorName)(field, place);
  const names = itemsOf(field.value);
  const all = names.find(name => textOf(name) === "States.ALL");
  if (all && names.length > 1)
    place.report(all.line, '"States.ALL" stands for every error: it must be alone in "ErrorEquals".');
};

/** States.ALL comes last, since the rules are tried in order. */
function checkLast(field: Field, report: (line: number, message: string) => void): void {
  const rules = itemsOf(field.value);
  for (const rule of rules.slice(0, -1)) {
    const [all, ...others] = itemsOf(valueAt(rule, "ErrorEquals"));
    if (all && textOf(all) === "States.ALL" && others.length === 0)
      report(
        all.line,
        `"States.ALL" must be in the last rule of "${field.name}": no rule after it would be tried.`,
      );
  }
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-retrying-after-an-error */
const retrier = object(
  "a Retry rule",
  {
    ErrorEquals: errorEquals,
    IntervalSeconds: whole(1),
    MaxAttempts: whole(0),
    BackoffRate: number(1),
    MaxDelaySeconds: whole(1, 31_622_399),
    JitterStrategy: oneOf("FULL", "NONE"),
    Comment: text,
  },
  ["ErrorEquals"],
);

export const retry: Check = (field, place) => {
  list(retrier)(field, place);
  checkLast(field, place.report);
};

const catchers = {
  JSONPath: { ErrorEquals: errorEquals, Next: text, ResultPath: resultPath, Assign: template, Comment: text },
  JSONata: {
    ErrorEquals: errorEquals,
    Next: text,
    Output: withStates("errorOutput", withExpressions),
    Assign: withStates("errorOutput", withExpressions),
    Comment: text,
  },
};

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-fallback-states */
export const catches: Check = (field, place) => {
  list(object("a Catch rule", catchers[place.language], ["ErrorEquals", "Next"]))(field, place);
  checkLast(field, place.report);
};
