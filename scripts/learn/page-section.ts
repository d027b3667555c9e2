import { readFile } from "node:fs/promises";
import path from "node:path";
import { root } from "../shared/paths.ts";
import { slugOf } from "../shared/slug.ts";

/** The text of a section of a page, such as `docs/01-starter.md#keep-the-input`; undefined where it is not there. */
export async function pageSection(address: string): Promise<string | undefined> {
  const [file = "", anchor = ""] = address.split("#");
  const text = await readFile(path.join(root, file), "utf8").catch(() => "");
  return sectionOf(text, anchor);
}

/** From a heading to the next one that is not below it. What stands in a block of code is no heading. */
export function sectionOf(page: string, anchor: string): string | undefined {
  const lines = page.split("\n");
  let fence = "";
  let level = 0;
  const section: string[] = [];
  for (const line of lines) {
    const [mark] = /^\s*(`{3,}|~{3,})/.exec(line)?.slice(1) ?? [];
    if (mark && (!fence || line.trim() === fence)) fence = fence ? "" : mark;
    const [, signs = "", title = ""] = (!fence && /^(#+) +(.+?) *#*$/.exec(line)) || [];
    if (signs && level > 0 && signs.length <= level) break;
    if (signs && level === 0 && slugOf(title.replace(/[`*]/g, "")) === anchor) level = signs.length;
    if (level > 0 && !/^<!--.*-->$/.test(line)) section.push(line);
  }
  return level > 0 ? section.join("\n").trim() : undefined;
}

/** A change of a file that a section asks for: its lines as a diff, or the whole file as it is to be. */
export interface PageEdit {
  file: string;
  text: string;
}

/** The edits in a section: its blocks ` ```diff file=… edit ` and ` ```json write=… `. */
export function editsIn(section: string): PageEdit[] {
  const blocks = section.matchAll(/^```\w+ (?:file=(\S+) edit|write=(\S+))\n([\s\S]*?)^```$/gm);
  return [...blocks].map(([, edited, written, text = ""]) => ({ file: edited ?? written ?? "", text }));
}
