/** A line of a value in JSON as people read it. */
export interface JsonLine {
  depth: number;
  /** The name of the field, in quotation marks. */
  name?: string;
  /** The value, or the bracket that begins or ends it. */
  text: string;
  kind: "text" | "number" | "word" | "bracket";
  /** How it differs from the other value: it is there only here, or it has another value there. */
  change?: "only" | "other";
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

/**
 * A value as lines, each with how it differs from the other value, if there is one: what is beside each other shows what a
 * state did with its data.
 */
export function jsonLines(value: unknown, other?: { value: unknown }): JsonLine[] {
  const lines: JsonLine[] = [];
  add({ value, depth: 0, comma: "" }, other, lines);
  return lines;
}

interface Place {
  value: unknown;
  depth: number;
  name?: string;
  comma: string;
  /** How all of what is around it differs. */
  change?: JsonLine["change"];
}

function add(place: Place, other: { value: unknown } | undefined, lines: JsonLine[]): void {
  const { value, depth, name, comma } = place;
  const change = place.change ?? (other && changeOf(value, other.value));
  const line = { depth, ...(name !== undefined && { name }), ...(change && { change }) };
  const fields = isObject(value) ? Object.entries(value) : [];
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  if (!isObject(value)) lines.push({ ...line, ...scalar(value, comma) });
  else if (fields.length === 0) lines.push({ ...line, kind: "bracket", text: `${open}${close}${comma}` });
  else {
    lines.push({ ...line, kind: "bracket", text: open });
    for (const [index, [key, inner]] of fields.entries()) {
      const there = !change && isObject(other?.value) ? other.value : undefined;
      const isThere = there !== undefined && Object.hasOwn(there, key);
      const only = there !== undefined && !isThere ? "only" : undefined;
      add(
        {
          value: inner,
          depth: depth + 1,
          ...(!Array.isArray(value) && { name: JSON.stringify(key) }),
          comma: index < fields.length - 1 ? "," : "",
          ...((change ?? only) && { change: change ?? only }),
        },
        isThere ? { value: there[key] } : undefined,
        lines,
      );
    }
    lines.push({ depth, kind: "bracket", text: `${close}${comma}`, ...(change && { change }) });
  }
}

/** How a value differs from another one, as a whole: what is inside two objects is compared by itself. */
function changeOf(value: unknown, other: unknown): JsonLine["change"] {
  if (other === undefined) return "only";
  if (isObject(value) && isObject(other) && Array.isArray(value) === Array.isArray(other)) return undefined;
  return Object.is(value, other) ? undefined : "other";
}

function scalar(value: unknown, comma: string): Pick<JsonLine, "text" | "kind"> {
  const kind = typeof value === "string" ? "text" : typeof value === "number" ? "number" : "word";
  return { text: `${JSON.stringify(value)}${comma}`, kind };
}

/** What a state did with the fields of its input, by their names. */
export function fieldChanges(
  input: unknown,
  output: unknown,
): { added: string[]; changed: string[]; lost: string[] } {
  const [before, after] = [isObject(input) ? input : {}, isObject(output) ? output : {}];
  const [had, has] = [Object.keys(before), Object.keys(after)];
  const isSame = (name: string) => JSON.stringify(before[name]) === JSON.stringify(after[name]);
  return {
    added: has.filter(name => !Object.hasOwn(before, name)),
    changed: has.filter(name => Object.hasOwn(before, name) && !isSame(name)),
    lost: had.filter(name => !Object.hasOwn(after, name)),
  };
}
