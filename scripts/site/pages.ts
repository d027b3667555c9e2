import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import MarkdownIt, { type Token } from "markdown-it";
import { root } from "../shared/paths.ts";
import { slugOf } from "../shared/slug.ts";

/** A page of the docs, as it is written. */
export interface Page {
  /** From the repository's top, for example `docs/01-starter.md`. */
  file: string;
  title: string;
  text: string;
  tokens: Token[];
  headings: Heading[];
  fences: Fence[];
}

export interface Heading {
  level: number;
  text: string;
  /** What links to it name after the `#`. */
  slug: string;
  line: number;
}

/** A block of code. Its first line, such as ` ```json file=steps/01-starter/starter.asl.json `, says what it shows. */
export interface Fence {
  language: string;
  /** Words after the language: `run`, `output`. */
  words: string[];
  /** `name=value` after the language. */
  attributes: Record<string, string>;
  text: string;
  /** The line of its first line of text. */
  line: number;
}

export const markdown = new MarkdownIt({ html: true });

/** The pages in the order in which they are read; README.md, the map, is the first. */
export async function readPages(folder = path.join(root, "docs")): Promise<Page[]> {
  const files = (await readdir(folder)).filter(file => file.endsWith(".md"));
  return await Promise.all(
    files
      .sort((a, b) => order(a) - order(b) || a.localeCompare(b))
      .map(async file => parsePage(`docs/${file}`, await readFile(path.join(folder, file), "utf8"))),
  );
}

const last = ["console.md", "instructors.md", "ci.md", "troubleshooting.md", "reference.md"];
const order = (file: string) => (file === "README.md" ? -1 : last.indexOf(file) + 1);

export function parsePage(file: string, text: string): Page {
  const tokens = markdown.parse(text, {});
  const headings = readHeadings(tokens);
  const fences = tokens.filter(({ type }) => type === "fence").map(readFence);
  return { file, title: headings[0]?.text ?? file, text, tokens, headings, fences };
}

function readHeadings(tokens: Token[]): Heading[] {
  const taken = new Map<string, number>();
  return tokens.flatMap((token, index) => {
    if (token.type !== "heading_open") return [];
    const text = plainText(tokens[index + 1]);
    const slug = slugOf(text);
    const count = taken.get(slug) ?? 0;
    taken.set(slug, count + 1);
    return [
      {
        level: Number(token.tag.slice(1)),
        text,
        slug: count === 0 ? slug : `${slug}-${count}`,
        line: (token.map?.[0] ?? 0) + 1,
      },
    ];
  });
}

/** The words of an inline token, without its marks. */
export function plainText(token: Token | undefined): string {
  return (token?.children ?? [])
    .map(({ type, content }) =>
      type === "text" || type === "code_inline" ? content : type.endsWith("break") ? " " : "",
    )
    .join("");
}

function readFence(token: Token): Fence {
  const [language = "", ...rest] = token.info.trim().split(/\s+/);
  const attributes = rest.flatMap(word => {
    const [, name, value] = /^([a-z]+)=(.+)$/.exec(word) ?? [];
    return name && value ? [[name, value] as const] : [];
  });
  return {
    language,
    words: rest.filter(word => !word.includes("=")),
    attributes: Object.fromEntries(attributes),
    text: token.content,
    line: (token.map?.[0] ?? 0) + 2,
  };
}
