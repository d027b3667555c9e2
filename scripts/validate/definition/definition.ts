import type { Report } from "../problem.ts";
import { didYouMean } from "../spelling.ts";
import {
  type Field,
  fieldOf,
  fieldsOf,
  itemsOf,
  type MapTree,
  shown,
  type Tree,
  textOf,
  valueAt,
} from "../tree.ts";
import {
  anything,
  checkFields,
  checkRequired,
  type Fields,
  type Language,
  must,
  oneOf,
  type Place,
  text,
  whole,
} from "./check.ts";
import { processorConfig } from "./map.ts";
import { checkState, stateType } from "./states.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html */
const machineFields: Fields = {
  Comment: text,
  QueryLanguage: oneOf("JSONPath", "JSONata"),
  StartAt: text,
  States: anything,
  TimeoutSeconds: whole(1),
  Version: text,
};

/** The fields of a Parallel state's branch. */
const branchFields: Fields = { Comment: text, StartAt: text, States: anything };

const processorFields: Fields = { ...branchFields, ProcessorConfig: processorConfig };

/** The longest name of a state. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const longestName = 80;

/**
 * Looks at a state machine's definition as Step Functions does before it creates one.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
 */
export function checkDefinition(definition: Tree, report: Report): void {
  const language = textOf(valueAt(definition, "QueryLanguage")) === "JSONata" ? "JSONata" : "JSONPath";
  const names = new Map<string, number>();
  checkMachine(definition, definition.line, "a state machine", machineFields);

  /** A state machine, a branch or an item processor: what stands in it leads nowhere else. */
  function checkMachine(machine: Tree, at: number, what: string, fields: Fields): void {
    const place: Place = { report, language };
    if (machine.kind !== "map") {
      report(at, `${what} must be an object, not ${shown(machine)}.`);
      return;
    }
    checkFields(machine, what, fields, place);
    checkRequired(machine, at, what, ["StartAt", "States"], place);
    const found = fieldOf(machine, "States");
    if (!found) return;
    if (found.value.kind !== "map" || found.value.fields.length === 0) {
      must(found, place, "an object with a state in it");
      return;
    }
    const states = found.value.fields;
    for (const state of states) {
      checkName(state);
      checkOne(state);
    }
    checkTransitions(machine, states);
  }

  function checkName({ name, line }: Field): void {
    const first = names.get(name);
    // Twice in the same object is reported where the JSON is read.
    if (first !== undefined)
      report(
        line,
        `there is a state "${name}" in line ${first}, too: names must differ across the whole definition.`,
      );
    names.set(name, line);
    if (name.length > longestName || name.length === 0)
      report(line, `the name of this state has ${name.length} characters; it may have 1 to ${longestName}.`);
  }

  function checkOne({ name, line, value }: Field): void {
    if (value.kind !== "map") {
      report(line, `the state "${name}" must be an object, not ${shown(value)}.`);
      return;
    }
    const place: Place = { report, language: languageOf(value) };
    const type = stateType(value, line, place);
    if (type) checkState(value, line, type, place);
    for (const branch of itemsOf(valueAt(value, "Branches")))
      checkMachine(branch, branch.line, "a branch", branchFields);
    for (const name of ["ItemProcessor", "Iterator"]) {
      const processor = fieldOf(value, name);
      if (processor) checkMachine(processor.value, processor.line, `an ${name}`, processorFields);
    }
  }

  /** A state may use JSONata in a state machine of JSONPath, not the other way round. */
  function languageOf(state: MapTree): Language {
    const field = fieldOf(state, "QueryLanguage");
    const own = textOf(field?.value);
    if (field && own === "JSONPath" && language === "JSONata") {
      report(
        field.line,
        'a state can\'t use JSONPath when the state machine\'s "QueryLanguage" is "JSONata".',
      );
      return "JSONPath";
    }
    return own === "JSONata" || own === "JSONPath" ? own : language;
  }

  function checkTransitions(machine: MapTree, states: Field[]): void {
    const known = new Set(states.map(({ name }) => name));
    const start = fieldOf(machine, "StartAt");
    const targets = new Map(states.map(state => [state.name, transitionsOf(state.value)]));
    let whole = true; // whether each step from here to there is known
    for (const target of [...(start ? [start] : []), ...[...targets.values()].flat()]) {
      const name = textOf(target.value);
      if (name !== undefined && known.has(name)) continue;
      whole = false;
      if (name === undefined) continue;
      const otherwise = allNames(definition).has(name)
        ? ': it is not in the same "States", and branches and the states around them can\'t lead to each other.'
        : ': name one of the "States" here.';
      report(
        target.line,
        `"${target.name}" names "${name}", which is not a state${didYouMean(name, known, otherwise)}`,
      );
    }
    const first = textOf(start?.value);
    whole &&= states.every(({ value }) => leadsOn(value));
    if (first === undefined || !whole) return; // a mistake that is reported already may be the reason
    const reached = new Set([first]);
    for (const name of reached) {
      for (const { value } of targets.get(name) ?? []) reached.add(textOf(value) ?? "");
    }
    for (const { name, line } of states) {
      if (!reached.has(name))
        report(
          line,
          `nothing leads to the state "${name}": name it in "Next", "Default" or "StartAt", or take it out.`,
        );
    }
    const ends = states.some(({ name, value }) => reached.has(name) && mayEnd(value));
    if (!ends) report(start?.line ?? machine.line, 'no state ends this: give one of them "End": true.');
  }
}

/** Everything in a state that names the state that comes next. */
function transitionsOf(state: Tree): Field[] {
  const named = (tree: Tree, ...names: string[]) => names.flatMap(name => fieldOf(tree, name) ?? []);
  const rules = ["Choices", "Catch"].flatMap(name => itemsOf(valueAt(state, name)));
  return [...named(state, "Next", "Default"), ...rules.flatMap(rule => named(rule, "Next"))];
}

/** Whether it is known what comes after a state. */
function leadsOn(state: Tree): boolean {
  const rules = ["Choices", "Catch"].flatMap(name => itemsOf(valueAt(state, name)));
  const leads = rules.length > 0 || ["Next", "End"].some(name => fieldOf(state, name)) || endsByType(state);
  return leads && rules.every(rule => fieldOf(rule, "Next"));
}

/** Whether an execution may end here. */
const mayEnd = (state: Tree): boolean => fieldOf(state, "End") !== undefined || endsByType(state);

const endsByType = (state: Tree) => ["Succeed", "Fail"].includes(textOf(valueAt(state, "Type")) ?? "");

function allNames(machine: Tree): Set<string> {
  const states = fieldsOf(valueAt(machine, "States"));
  const below = states.flatMap(({ value }) =>
    [
      ...itemsOf(valueAt(value, "Branches")),
      valueAt(value, "ItemProcessor"),
      valueAt(value, "Iterator"),
    ].flatMap(inner => (inner ? [...allNames(inner)] : [])),
  );
  return new Set([...states.map(({ name }) => name), ...below]);
}
