import type { Report } from "../problem.ts";
import { didYouMean, isNear } from "../spelling.ts";
import { type Field, fieldOf, itemsOf, type MapTree, shown, type Tree, textOf } from "../tree.ts";
import { functionIn, isNoValue } from "./functions.ts";
import { limits } from "./limits.ts";
import type { ResourceType, Schema } from "./types.ts";

/**
 * Checks the properties of a resource by the schema of its type. An intrinsic function stands for any value, but both
 * values of `Fn::If` are looked at.
 * https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html
 */
export function checkProperties(properties: Field, type: ResourceType, name: string, report: Report): void {
  if (properties.value.kind !== "map" && !functionIn(properties.value)) {
    report(properties.line, `"Properties" must be an object, not ${shown(properties.value)}.`);
    return;
  }
  const place = { what: name, path: "", type, report };
  check(properties, type, place);
  check(properties, limits[name] ?? {}, place);
  for (const pointer of type.readOnlyProperties ?? []) {
    const [first = "", ...more] = pointer.replace("/properties/", "").split("/");
    const field = fieldOf(properties.value, first);
    if (field && more.length === 0)
      report(
        field.line,
        `"${first}" is set by AWS, it is not a property that a template can set: take it out.`,
      );
  }
}

interface Place {
  /** The type's name. */
  what: string;
  /** The names and numbers that lead from the resource to this value, for example `Code.ZipFile`. */
  path: string;
  type: ResourceType;
  report: Report;
}

function check(field: Field, given: Schema, place: Place): void {
  const { value } = field;
  const call = functionIn(value);
  if (call) {
    if (call.name === "Fn::If") {
      for (const choice of itemsOf(call.value).slice(1)) {
        if (!isNoValue(choice)) check({ ...field, line: choice.line, value: choice }, given, place);
      }
    }
    return;
  }
  const schema = resolve(given, place.type);
  if (!checkType(field, schema, place)) return;
  if (value.kind === "map") checkMap(field, value, schema, place);
  if (value.kind === "list") checkList(field, schema, place);
  if (value.kind === "value") checkValue(field, schema, place);
  for (const choices of [schema.anyOf, schema.oneOf]) if (choices) checkChoices(field, choices, place);
}

/** What `$ref` points to, with what stands beside it. */
function resolve(schema: Schema, type: ResourceType): Schema {
  if (schema.$ref === undefined) return schema;
  const found = schema.$ref
    .replace(/^#\//, "")
    .split("/")
    .reduce<unknown>((below, key) => (below as Record<string, unknown> | undefined)?.[key], type);
  return resolve(
    { ...schema, ...(found as Schema), $ref: (found as Schema | undefined)?.$ref } as Schema,
    type,
  );
}

const titles: Record<string, string> = {
  object: "an object",
  array: "a list",
  string: "a text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
};

function checkType(field: Field, schema: Schema, place: Place): boolean {
  if (schema.type === undefined) return true;
  const types = [schema.type].flat();
  if (types.some(type => isOf(type, field.value))) return true;
  const wanted = types.map(type => titles[type] ?? type).join(" or ");
  place.report(field.line, `${subject(field, place)} must be ${wanted}, not ${shown(field.value)}.`);
  return false;
}

/** CloudFormation takes numbers and booleans as texts, and the other way round. */
function isOf(type: string, tree: Tree): boolean {
  if (type === "object") return tree.kind === "map" || (tree.kind === "value" && isJson(tree.value));
  if (type === "array") return tree.kind === "list";
  if (tree.kind !== "value" || tree.value === null) return type === "null";
  const text = String(tree.value);
  if (type === "integer") return /^-?\d+$/.test(text);
  if (type === "number") return text.trim() !== "" && Number.isFinite(Number(text));
  if (type === "boolean") return /^(?:true|false|yes|no|on|off)$/i.test(text);
  return type === "string";
}

const isJson = (value: unknown) => typeof value === "string" && /^\s*\{/.test(value);

function checkMap(field: Field, map: MapTree, schema: Schema, place: Place): void {
  const { properties = {}, patternProperties = {}, additionalProperties = true, required = [] } = schema;
  for (const inner of map.fields) {
    const below = { ...place, path: place.path ? `${place.path}.${inner.name}` : inner.name };
    const own = Object.hasOwn(properties, inner.name) ? properties[inner.name] : undefined;
    const matching = Object.entries(patternProperties).filter(([pattern]) =>
      regExp(pattern).test(inner.name),
    );
    if (own) check(inner, own, below);
    for (const [, byPattern] of matching) check(inner, byPattern, below);
    if (own || matching.length > 0 || additionalProperties === true) continue;
    if (additionalProperties !== false) check(inner, additionalProperties, below);
    else if (!inner.name.startsWith("Fn::")) reportUnknown(inner, Object.keys(properties), place);
  }
  for (const name of required) {
    const near = map.fields.some(inner => !Object.hasOwn(properties, inner.name) && isNear(inner.name, name));
    if (!fieldOf(map, name) && !near && !fieldOf(map, "Fn::Transform"))
      place.report(field.line, `"${name}" is missing: ${owner(place)} needs it.`);
  }
  for (const [name, excluded] of Object.entries(schema.dependentExcluded ?? {})) {
    const other = excluded.flatMap(word => fieldOf(map, word) ?? [])[0];
    if (other && fieldOf(map, name))
      place.report(other.line, `"${name}" and "${other.name}" exclude each other; keep one.`);
  }
}

function reportUnknown(field: Field, names: string[], place: Place): void {
  place.report(
    field.line,
    `"${field.name}" is not a property of ${owner(place)}${didYouMean(field.name, names, "; take it out.")}`,
  );
}

function checkList(field: Field, schema: Schema, place: Place): void {
  const items = itemsOf(field.value);
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
  // A function may stand for several items or for none.
  if (!items.some(item => functionIn(item)) && (items.length < minItems || items.length > maxItems)) {
    const wanted = items.length < minItems ? `at least ${minItems}` : `at most ${maxItems}`;
    place.report(field.line, `${subject(field, place)} has ${items.length} items; it takes ${wanted}.`);
  }
  if (schema.uniqueItems) {
    const seen = new Set<string>();
    for (const item of items) {
      const key = item.kind === "value" ? JSON.stringify(item.value) : undefined;
      if (key !== undefined && seen.has(key))
        place.report(item.line, `${subject(field, place)} has ${shown(item)} twice; keep one.`);
      if (key !== undefined) seen.add(key);
    }
  }
  if (!schema.items) return;
  for (const item of items) {
    if (!isNoValue(item)) check({ name: field.name, line: item.line, value: item }, schema.items, place);
  }
}

function checkValue(field: Field, schema: Schema, place: Place): void {
  const raw = field.value.kind === "value" ? field.value.value : null;
  const value = String(raw);
  if (/\{\{resolve:/.test(value)) return; // a dynamic reference, filled in by CloudFormation
  const say = (end: string) => place.report(field.line, `${subject(field, place)} ${end}`);
  const choice = schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
  if (choice && !choice.some(word => String(word) === value)) {
    const words = choice.map(String);
    const many = choice.length > 8 && typeof choice[0] === "string";
    const list = many ? "; look the valid ones up in AWS's documentation." : `; write ${words.join(" or ")}.`;
    // Numbers that look alike are not what was meant.
    say(
      `can't be ${shown(field.value)}${typeof choice[0] === "string" ? didYouMean(value, words, list) : list}`,
    );
  } else if (textOf(field.value) !== undefined || schema.pattern) {
    const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema;
    if (value.length < minLength) say(`must have at least ${minLength} characters.`);
    if (value.length > maxLength) say(`must have at most ${maxLength} characters; it has ${value.length}.`);
    if (schema.pattern && !regExp(schema.pattern).test(value))
      say(`can't be ${shown(field.value)}: it must match ${schema.pattern}`);
  }
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema;
  if (Number(value) < minimum) say(`must be at least ${minimum}, not ${value}.`);
  if (Number(value) > maximum) say(`must be at most ${maximum}, not ${value}.`);
}

/** One of the schemas has to fit. If none does, what the nearest one lacks is told. */
function checkChoices(field: Field, choices: Schema[], place: Place): void {
  let nearest: [line: number, message: string][] | undefined;
  for (const choice of choices) {
    const found: [line: number, message: string][] = [];
    check(field, choice, { ...place, report: (line, message) => void found.push([line, message]) });
    if (found.length === 0) return;
    if (!nearest || found.length < nearest.length) nearest = found;
  }
  for (const [line, message] of nearest ?? []) place.report(line, message);
}

/** A pattern as the schemas have it; some need the Unicode mode, and others have escapes that it does not take. */
function regExp(pattern: string): RegExp {
  return new RegExp(pattern, pattern.includes("\\p{") ? "u" : "");
}

const subject = (field: Field, place: Place) => (place.path ? place.path : field.name);
const owner = (place: Place) => (place.path ? `${place.path} of ${place.what}` : place.what);
