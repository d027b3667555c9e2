import { isDeepStrictEqual } from "node:util";

/** One difference between two pieces of data; a side that is undefined does not have it. */
export interface Change {
  /** The names that lead there: `Resources.HelloRole.Properties`. */
  place: string;
  mine: unknown;
  theirs: unknown;
}

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An object such as `{ Ref: "X" }` is one value for people. */
const isFunction = (value: unknown) =>
  isFields(value) && Object.keys(value).some(name => /^(Ref|Fn::.+)$/.test(name));

/**
 * What differs, at the innermost place where both sides have something: a resource that is not there is one difference, a
 * property of it that has another value is one. The order of fields does not count.
 */
export function changesBetween(mine: unknown, theirs: unknown, place = ""): Change[] {
  if (isDeepStrictEqual(mine, theirs)) return [];
  const inside = fieldsOf(mine, theirs);
  if (!inside) return [{ place, mine, theirs }];
  const [a, b] = inside;
  const names = new Set([...Object.keys(b), ...Object.keys(a)]);
  return [...names].flatMap(name => changesBetween(a[name], b[name], place ? `${place}.${name}` : name));
}

/**
 * Both sides as fields, where it helps to look inside: objects, lists whose items have names by those, and lists of the
 * same length by their positions.
 */
function fieldsOf(mine: unknown, theirs: unknown): [Fields, Fields] | undefined {
  if (isFunction(mine) || isFunction(theirs)) return undefined;
  if (isFields(mine) && isFields(theirs)) return [mine, theirs];
  if (!Array.isArray(mine) || !Array.isArray(theirs)) return undefined;
  const [a, b] = [byName(mine), byName(theirs)];
  if (a && b) return [a, b];
  if (mine.length !== theirs.length) return undefined;
  const holdsObjects = [...mine, ...theirs].every(isFields);
  return holdsObjects ? [{ ...mine } as unknown as Fields, { ...theirs } as unknown as Fields] : undefined;
}

/** The items of a list by what CloudFormation tells them apart by: policies of a role, targets of a rule. */
function byName(list: unknown[]): Fields | undefined {
  const names = list.map(item => (isFields(item) ? (item.PolicyName ?? item.Id) : undefined));
  const isNamed = names.every(name => typeof name === "string") && new Set(names).size === list.length;
  return isNamed ? Object.fromEntries(list.map((item, index) => [names[index], item])) : undefined;
}
