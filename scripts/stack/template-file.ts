import { readFile } from "node:fs/promises";
import path from "node:path";
import { type Document, isMap, isScalar, type LineCounter } from "yaml";
import { exitCodes, UserError } from "../shared/errors.ts";
import { root } from "../shared/paths.ts";
import { parseTemplate, type Template, templateIn } from "./template.ts";

/** A template file as somebody wrote it, parsed once. */
export interface TemplateFile {
  file: string;
  /** The YAML with its comments; each node knows where it stands in the file. */
  source: Document;
  /** The line and column of a place in the file: `lines.linePos(node.range[0])`. */
  lines: LineCounter;
  /** The same as data. */
  template: Template;
}

/** Reads a template file. Throws a UserError when it is missing, is not valid YAML, or is not a template. */
export async function readTemplateFile(file: string): Promise<TemplateFile> {
  const { document: source, lines } = parseTemplate(await readNamedFile(file));
  const [wrong] = source.errors;
  if (wrong) {
    const { line } = lines.linePos(wrong.pos[0]);
    throw new UserError(`${shownPath(file)}:${line}: not valid YAML: ${wrong.message}.`, exitCodes.usage);
  }
  if (!isMap(source.contents) || !isMap(source.contents.get("Resources")))
    throw new UserError(`${shownPath(file)} is not a template: it needs Resources, a map.`, exitCodes.usage);
  return { file, source, lines, template: templateIn(source) };
}

/** The line of a template file in which the last of these names stands, each below the one before it. */
export function lineOf({ source, lines }: TemplateFile, ...names: string[]): number {
  const last = names.at(-1);
  const map = source.getIn(names.slice(0, -1));
  const keys = isMap(map) ? map.items.map(({ key }) => key) : [];
  const key = keys.find(key => isScalar(key) && key.value === last);
  return lines.linePos((isScalar(key) && key.range?.[0]) || 0).line;
}

/** The text of a file that another file names, if any. Throws a UserError that names both when it can't be read. */
export async function readNamedFile(file: string, namedBy?: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch {
    const where = namedBy === undefined ? "" : `, which ${shownPath(namedBy)} names,`;
    throw new UserError(
      `${shownPath(file)}${where} can't be read: check the name and that the file is there.`,
      exitCodes.usage,
    );
  }
}

/** A file's path as people know it: from the top of the repository. */
export const shownPath = (file: string) => path.relative(root, file).replaceAll(path.sep, "/");
