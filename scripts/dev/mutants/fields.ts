import { isMap, isScalar, isSeq, parseDocument } from "yaml";

/** A place in a file: the keys and indexes that lead there. */
export type Path = (string | number)[];

/** A field that can be taken away from a file, and the file's text without it. */
export interface Mutant {
  file: string;
  /** Where the field is, in words: `States.Hello.Retry.0.JitterStrategy`. */
  field: string;
  text: string;
}

/** Says nothing to anybody but the reader of the file. */
const forReaders = ["Comment", "Description", "Metadata", "ConstraintDescription"];

/** One mutant for each field of a definition or a template, from the outside in, without comments and descriptions. */
export function mutantsOf(file: string, text: string): Mutant[] {
  return fieldsOf(text).map(path => {
    const document = parseDocument(text, { logLevel: "error" });
    document.deleteIn(path);
    const mutated = file.endsWith(".json") ? JSON.stringify(document.toJS(), null, 2) : String(document);
    return { file, field: path.join("."), text: mutated };
  });
}

function fieldsOf(text: string): Path[] {
  const found: Path[] = [];
  const walk = (node: unknown, path: Path) => {
    if (isMap(node)) {
      for (const { key, value } of node.items) {
        const name = String(isScalar(key) ? key.value : key);
        if (forReaders.includes(name)) continue;
        found.push([...path, name]);
        walk(value, [...path, name]);
      }
    }
    if (isSeq(node)) {
      for (const [index, item] of node.items.entries()) {
        if (node.items.length > 1) found.push([...path, index]);
        walk(item, [...path, index]);
      }
    }
  };
  walk(parseDocument(text, { logLevel: "error" }).contents, []);
  return found;
}
