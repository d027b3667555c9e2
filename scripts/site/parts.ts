/**
 * A part of a page that a program writes, between `<!-- generated: graph 01-starter -->` and `<!-- /generated -->`:
 * the kind of part, and what it is about.
 */
export const parts = /(<!-- generated: (\w+) ([\w./ -]+) -->\n)([\s\S]*?)(<!-- \/generated -->)/g;

/** Writes the Markdown, or the HTML, of a part about a subject. */
export type Generator = (subject: string) => Promise<string>;

/** A page's text with each generated part replaced by what its generator writes now; parts without one stay. */
export async function regenerate(text: string, by: Record<string, Generator>): Promise<string> {
  const written = await Promise.all(
    [...text.matchAll(parts)].map(async ([, start, kind = "", subject = "", old, end]) =>
      kind in by ? `${start}${await by[kind]?.(subject)}${end}` : `${start}${old}${end}`,
    ),
  );
  return text.replace(parts, () => written.shift() ?? "");
}
