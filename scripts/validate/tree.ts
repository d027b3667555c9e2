/** JSON or YAML as data that knows its lines. */
export type Tree = MapTree | ListTree | ValueTree;

export interface MapTree {
  kind: "map";
  line: number;
  fields: Field[];
}

export interface ListTree {
  kind: "list";
  line: number;
  items: Tree[];
}

export interface ValueTree {
  kind: "value";
  line: number;
  value: string | number | boolean | null;
  /** CloudFormation fills it in: it may become of any kind. */
  open?: true;
}

/** A name with its value. */
export interface Field {
  name: string;
  /** The line of the name. */
  line: number;
  value: Tree;
}

/** The field of that name, if the tree is a map that has it. */
export function fieldOf(tree: Tree | undefined, name: string): Field | undefined {
  return tree?.kind === "map" ? tree.fields.find(field => field.name === name) : undefined;
}

/** The value at a chain of names, if it is there. */
export function valueAt(tree: Tree | undefined, ...names: string[]): Tree | undefined {
  return names.reduce<Tree | undefined>((below, name) => fieldOf(below, name)?.value, tree);
}

/** The fields of a map; none for anything else. */
export const fieldsOf = (tree: Tree | undefined): Field[] => (tree?.kind === "map" ? tree.fields : []);

/** The items of a list; none for anything else. */
export const itemsOf = (tree: Tree | undefined): Tree[] => (tree?.kind === "list" ? tree.items : []);

/** The text of a string; undefined for anything else. */
export function textOf(tree: Tree | undefined): string | undefined {
  return tree?.kind === "value" && typeof tree.value === "string" ? tree.value : undefined;
}

/** A value as a message shows it, shortened. */
export function shown(tree: Tree): string {
  if (tree.kind === "map") return tree.fields.length > 0 ? "an object" : "an empty object";
  if (tree.kind === "list") return tree.items.length > 0 ? "a list" : "an empty list";
  const text = JSON.stringify(tree.value);
  return text.length <= 60 ? text : `${text.slice(0, 56)}…"`;
}
