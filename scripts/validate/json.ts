import type { Report } from "./problem.ts";
import type { Field, Tree } from "./tree.ts";

/**
 * Reads JSON (RFC 8259) into a tree with lines, the first of which has this number. Reports a name that an object has
 * twice, which JSON.parse passes over, and the first thing that is not JSON: then there is no tree. Where CloudFormation
 * fills the text in before anybody reads it, a value may be open: `"TimeoutSeconds": ${Limit}`.
 */
export function readJson(text: string, report: Report, line = 1, mayBeOpen = false): Tree | undefined {
  let at = 0;

  try {
    const tree = value();
    space();
    if (at < text.length) fail(`${next()} after the end: take it out`);
    return tree;
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    report(line, `not valid JSON: ${error.message}.`);
    return undefined;
  }

  function value(): Tree {
    space();
    const start = { line };
    if (text[at] === "{") return { kind: "map", ...start, fields: series("}", field, noteTwice) };
    if (text[at] === "[") return { kind: "list", ...start, items: series("]", value) };
    const open = mayBeOpen && placeholder();
    if (open) return { kind: "value", ...start, value: open, open: true };
    return { kind: "value", ...start, value: text[at] === '"' ? string() : word() };
  }

  function placeholder(): string | undefined {
    const name = /\$\{[^}]*\}/y;
    name.lastIndex = at;
    const [found] = name.exec(text) ?? [];
    at += found?.length ?? 0;
    return found;
  }

  function field(): Field {
    space();
    const start = { line };
    if (text[at] !== '"') fail(`${next()} where a name in double quotes should be`);
    const name = string();
    space();
    if (text[at] !== ":") fail(`a colon is missing after "${name}"`);
    at++;
    return { name, ...start, value: value() };
  }

  /** What stands between two brackets, separated by commas. */
  function series<Item>(
    close: string,
    item: () => Item,
    seen?: (item: Item, before: Item[]) => void,
  ): Item[] {
    const items: Item[] = [];
    const opened = line;
    at++;
    space();
    if (text[at] === close) {
      at++;
      return items;
    }
    for (;;) {
      const found = item();
      seen?.(found, items);
      items.push(found);
      const ended = line;
      space();
      const mark = text[at];
      if (mark === undefined)
        fail(`the bracket that opens in line ${opened} is never closed: add "${close}"`);
      if (mark !== "," && mark !== close) {
        line = ended;
        fail(`a comma or "${close}" is missing after this`);
      }
      at++;
      if (mark === close) return items;
      const comma = line;
      space();
      if (text[at] === close) {
        line = comma;
        fail(`a comma before "${close}": take it out`);
      }
    }
  }

  function noteTwice(found: Field, before: Field[]): void {
    const first = before.find(({ name }) => name === found.name);
    if (first)
      report(found.line, `"${found.name}" is already in line ${first.line} of the same object; keep one.`);
  }

  function string(): string {
    const end = /"(?:[^"\\\n]|\\.)*"/y;
    end.lastIndex = at;
    const [raw] = end.exec(text) ?? [];
    if (raw === undefined) fail("a text without its closing quote");
    try {
      const read = JSON.parse(raw as string) as string;
      at += (raw as string).length;
      return read;
    } catch {
      return fail("a text with a character that needs a backslash, or a backslash too many");
    }
  }

  function word(): number | boolean | null {
    const letters = /[^\s,:{}[\]"]*/y;
    letters.lastIndex = at;
    const [raw = ""] = letters.exec(text) ?? [];
    try {
      const read = JSON.parse(raw) as number | boolean | null;
      at += raw.length;
      return read;
    } catch {
      return fail(
        raw ? `${raw} is not a value; a text needs double quotes` : `${next()} where a value should be`,
      );
    }
  }

  function space(): void {
    for (; at < text.length; at++) {
      const character = text[at];
      if (character === "/") fail("JSON has no comments: take it out");
      if (character === "\n") line++;
      else if (character !== " " && character !== "\t" && character !== "\r") return;
    }
  }

  function next(): string {
    return at < text.length ? `"${text[at]}"` : "the end";
  }

  function fail(message: string): never {
    throw new NotJson(message);
  }
}

class NotJson extends Error {}
