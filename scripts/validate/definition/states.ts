import { didYouMean, nearestWords } from "../spelling.ts";
import { type Field, fieldOf, type MapTree, shown, textOf } from "../tree.ts";
import type { Place } from "./check.ts";
import {
  anything, boolean, type Check, checkFields, checkRequired, type Fields, type Language, list, must, oneOf, orExpression,
  text, whole, withExpressions, withStates,
} from "./check.ts"; // biome-ignore format: a list to scan, not a column
import { choices, timestamp } from "./choices.ts";
import { catches, retry } from "./errors.ts";
import { checkMap, itemBatcher, itemReader, processorConfig, resultWriter } from "./map.ts";
import { pathOrFunction, pathOrNull, referencePath, resultPath, template } from "./paths.ts";
import { checkArguments, resource } from "./task.ts";

/** A kind of state: its fields in both query languages, those in one of them alone, and those that it needs. */
interface StateType {
  fields: Fields;
  JSONPath: Fields;
  JSONata: Fields;
  needs: string[];
  /** Of each of these groups exactly one. */
  one?: string[][];
  /** What its fields ask of each other. */
  check?: (state: MapTree, at: number, place: Place) => void;
}

const common: Fields = { Type: anything, Comment: text, QueryLanguage: oneOf("JSONPath", "JSONata") };
const onward: Fields = { Next: text, End: boolean };
const failing: Fields = { Retry: retry, Catch: catches };
const inAndOut: Fields = { InputPath: pathOrNull, OutputPath: pathOrNull };
const assignPaths: Fields = { Assign: (field, place) => variables(template)(field, place) };
const assign: Fields = { Assign: (field, place) => variables(withExpressions)(field, place) };
const result: Fields = { Parameters: template, ResultPath: resultPath };
const output: Fields = { Output: withExpressions };
/** Assign and Output of a state that has a result. */
const outcome: Fields = {
  Assign: withStates("result", variables(withExpressions)),
  Output: withStates("result", withExpressions),
};

/** Branches and item processors are checked as state machines of their own (definition.ts). */
const elsewhere = anything;

/**
 * The fields of each type of state.
 * https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html and the page of each type there.
 */
const types: Record<string, StateType> = {
  Task: {
    fields: {
      ...onward,
      ...failing,
      Resource: resource,
      TimeoutSeconds: orExpression(whole(1)),
      HeartbeatSeconds: orExpression(whole(1)),
      Credentials: (field, place) =>
        (place.language === "JSONata" ? withExpressions : template)(field, place),
    },
    JSONPath: {
      ...inAndOut,
      ...assignPaths,
      ...result,
      ResultSelector: template,
      TimeoutSecondsPath: referencePath,
      HeartbeatSecondsPath: referencePath,
    },
    JSONata: { ...outcome, Arguments: withExpressions },
    needs: ["Resource"],
    check: checkTask,
  },
  Pass: {
    fields: onward,
    JSONPath: { ...inAndOut, ...assignPaths, ...result, Result: anything },
    JSONata: { ...assign, ...output },
    needs: [],
  },
  Wait: {
    fields: {
      ...onward,
      Seconds: orExpression(whole(0)),
      Timestamp: orExpression(timestamp),
    },
    JSONPath: { ...inAndOut, ...assignPaths, SecondsPath: referencePath, TimestampPath: referencePath },
    JSONata: { ...assign, ...output },
    needs: [],
    one: [["Seconds", "SecondsPath", "Timestamp", "TimestampPath"]],
  },
  Choice: {
    fields: { Choices: choices, Default: text },
    JSONPath: { ...inAndOut, ...assignPaths },
    JSONata: { ...assign, ...output },
    needs: ["Choices"],
  },
  Succeed: { fields: {}, JSONPath: inAndOut, JSONata: output, needs: [] },
  Fail: {
    fields: { Error: orExpression(text), Cause: orExpression(text) },
    JSONPath: { ErrorPath: pathOrFunction, CausePath: pathOrFunction },
    JSONata: {},
    needs: [],
    check: (state, _, place) => {
      for (const name of ["Error", "Cause"]) atMostOne(state, [name, `${name}Path`], place);
    },
  },
  Parallel: {
    fields: { ...onward, ...failing, Branches: list(elsewhere) },
    JSONPath: { ...inAndOut, ...assignPaths, ...result, ResultSelector: template },
    JSONata: { ...outcome, Arguments: withExpressions },
    needs: ["Branches"],
  },
  Map: {
    fields: {
      ...onward,
      ...failing,
      ItemProcessor: elsewhere,
      Iterator: elsewhere,
      ItemSelector: (field, place) =>
        (place.language === "JSONata" ? withExpressions : template)(field, place),
      ItemReader: itemReader,
      ItemBatcher: itemBatcher,
      ResultWriter: resultWriter,
      Label: text,
      MaxConcurrency: orExpression(whole(0)),
      ToleratedFailureCount: orExpression(whole(0)),
      ToleratedFailurePercentage: orExpression(whole(0, 100)),
    },
    JSONPath: {
      ...inAndOut,
      ...assignPaths,
      ...result,
      ResultSelector: template,
      ItemsPath: referencePath,
      MaxConcurrencyPath: referencePath,
      ToleratedFailureCountPath: referencePath,
      ToleratedFailurePercentagePath: referencePath,
    },
    JSONata: { ...outcome, Items: items },
    needs: [],
    check: (state, at, place) => {
      checkMap(state, at, place);
      atMostOne(state, ["MaxConcurrency", "MaxConcurrencyPath"], place);
      atMostOne(state, ["ToleratedFailureCount", "ToleratedFailureCountPath"], place);
      atMostOne(state, ["ToleratedFailurePercentage", "ToleratedFailurePercentagePath"], place);
      atMostOne(state, ["ItemSelector", "Parameters"], place);
    },
  },
};

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemspath.html */
function items(field: Field, place: Place): void {
  const otherwise = 'a list, an object or a JSONata expression, as in "{% $states.input.x %}"';
  const check =
    field.value.kind === "value" ? orExpression(() => must(field, place, otherwise)) : withExpressions;
  check(field, place);
}

/** What a field of one query language is called in the other. */
const counterparts: Record<string, string[]> = {
  Arguments: ["Parameters"],
  Parameters: ["Arguments"],
  ItemsPath: ["Items"],
  Items: ["ItemsPath"],
  OutputPath: ["Output"],
  Result: ["Output"],
  ResultPath: ["Output"],
  ResultSelector: ["Output"],
  Output: ["ResultSelector", "OutputPath"],
  CausePath: ["Cause"],
  ErrorPath: ["Error"],
  SecondsPath: ["Seconds"],
  TimestampPath: ["Timestamp"],
};

/** The type of a state, if it has one that there is; else reports that. */
export function stateType(state: MapTree, at: number, place: Place): string | undefined {
  const field = fieldOf(state, "Type");
  const names = Object.keys(types);
  const name = textOf(field?.value);
  if (name !== undefined && names.includes(name)) return name;
  if (!field) {
    const misspelt = state.fields.find(candidate => candidate.name.toLowerCase() === "type");
    place.report(
      misspelt?.line ?? at,
      misspelt
        ? `"${misspelt.name}" is not a field of a state; did you mean "Type"?`
        : `"Type" is missing: write one of ${names.join(", ")}.`,
    );
  } else {
    const say = didYouMean(name ?? "", names, `: write one of ${names.join(", ")}.`);
    place.report(field.line, `"Type" is ${shown(field.value)}, which is not a type of state${say}`);
  }
  return undefined;
}

/** Checks one state's own fields. Where it leads to is checked with the states around it. */
export function checkState(state: MapTree, at: number, type: string, place: Place): void {
  const what = `a ${type} state`;
  const known = types[type] as StateType;
  const other: Language = place.language === "JSONPath" ? "JSONata" : "JSONPath";
  const foreign = known[other];
  const own = { ...common, ...known.fields, ...known[place.language] };
  const rest: MapTree = { ...state, fields: [] };
  for (const field of state.fields) {
    if (Object.hasOwn(own, field.name) || !Object.hasOwn(foreign, field.name)) {
      if (isEnding(type, field)) place.report(field.line, endingText(type, field));
      else rest.fields.push(field);
    } else {
      const counterpart = counterparts[field.name]?.find(name => Object.hasOwn(own, name));
      const use = counterpart ? `use "${counterpart}"` : "take it out";
      // A state of a state machine in JSONata can't choose JSONPath.
      const or = other === "JSONata" ? ', or set "QueryLanguage": "JSONata"' : "";
      place.report(
        field.line,
        `"${field.name}" is a field of ${other}, and this state uses ${place.language}: ${use}${or}.`,
      );
    }
  }
  checkFields(rest, what, own, place);
  checkRequired(state, at, what, known.needs, place);
  for (const names of known.one ?? []) {
    if (!names.some(name => fieldOf(state, name))) {
      const choice = names
        .filter(name => Object.hasOwn(own, name))
        .map(name => `"${name}"`)
        .join(" or ");
      // A misspelt one has been reported already.
      if (!state.fields.some(({ name }) => !Object.hasOwn(own, name) && nearestWords(name, names).length > 0))
        place.report(at, `${what} needs ${choice}.`);
    }
    atMostOne(state, names, place);
  }
  if ("Next" in known.fields) checkOnward(state, at, place);
  known.check?.(state, at, place);
}

const isEnding = (type: string, { name }: Field) =>
  (name === "Next" || name === "End") && ["Choice", "Succeed", "Fail"].includes(type);

function endingText(type: string, { name }: Field): string {
  if (type === "Choice")
    return `a Choice state has no "${name}": its rules and "Default" say what comes next.`;
  return `a ${type} state has no "${name}": it ends the execution.`;
}

/** https://states-language.net/spec.html#transition */
function checkOnward(state: MapTree, at: number, place: Place): void {
  const next = fieldOf(state, "Next");
  const end = fieldOf(state, "End");
  const ends = end?.value.kind === "value" && end.value.value !== false; // what is neither is reported as a wrong value
  if (next && ends) place.report(end.line, '"Next" and "End": true exclude each other; keep one.');
  const misspelt = state.fields.some(
    ({ name }) => !["Next", "End"].includes(name) && ["next", "end"].includes(name.toLowerCase()),
  );
  if (!next && !ends && !misspelt) place.report(at, 'this state leads nowhere: add "Next", or "End": true.');
}

function checkTask(state: MapTree, at: number, place: Place): void {
  atMostOne(state, ["TimeoutSeconds", "TimeoutSecondsPath"], place);
  atMostOne(state, ["HeartbeatSeconds", "HeartbeatSecondsPath"], place);
  const [timeout, heartbeat] = ["TimeoutSeconds", "HeartbeatSeconds"].map(name => {
    const value = fieldOf(state, name)?.value;
    return value?.kind === "value" && typeof value.value === "number" ? value.value : undefined;
  });
  if (timeout !== undefined && heartbeat !== undefined && heartbeat >= timeout) {
    place.report(
      fieldOf(state, "HeartbeatSeconds")?.line ?? at,
      '"HeartbeatSeconds" must be less than "TimeoutSeconds".',
    );
  }
  checkArguments(state, at, place);
}

function atMostOne(state: MapTree, names: string[], place: Place): void {
  const found = names.flatMap(name => fieldOf(state, name) ?? []);
  if (found.length > 1)
    place.report(
      found[1]?.line ?? state.line,
      `"${found[0]?.name}" and "${found[1]?.name}" exclude each other; keep one.`,
    );
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html */
function variables(check: Check): Check {
  return (field, place) => {
    if (field.value.kind !== "map") return must(field, place, "an object");
    for (const { name, line } of field.value.fields) {
      const variable = name.replace(/\.\$$/, "");
      if (!/^[\p{ID_Start}][\p{ID_Continue}]{0,79}$/u.test(variable))
        place.report(
          line,
          `"${variable}" can't be the name of a variable: begin with a letter, then use letters, digits and _.`,
        );
      if (variable === "states" && place.language === "JSONata")
        place.report(line, '"states" can\'t be the name of a variable: $states belongs to Step Functions.');
    }
    check(field, place);
  };
}

export { processorConfig };
