import { redact } from "../../shared/redact.ts";

/**
 * Puts back what was masked. People see and edit an input with its phone numbers masked; a text that they leave as it is
 * means what stood there, and so does a masked text that they move somewhere else.
 */
export function unmask(edited: unknown, originals: unknown[]): unknown {
  const byPath = new Map<string, string>();
  const byText = new Map<string, string>();
  for (const original of originals) {
    const masked = JSON.parse(redact(JSON.stringify(original)));
    visitTexts(original, masked, "", (path, text, shown) => {
      if (text === shown) return;
      byPath.set(`${path} ${shown}`, text);
      byText.set(shown, text);
    });
  }
  const restore = (value: unknown, path: string): unknown => {
    if (typeof value === "string") return byPath.get(`${path} ${value}`) ?? byText.get(value) ?? value;
    if (Array.isArray(value)) return value.map((item, index) => restore(item, `${path}/${index}`));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, restore(item, `${path}/${key}`)]),
    );
  };
  return restore(edited, "");
}

/** Calls with each text in two values of one shape, and where it is. */
function visitTexts(
  a: unknown,
  b: unknown,
  path: string,
  call: (path: string, a: string, b: string) => void,
): void {
  if (typeof a === "string" && typeof b === "string") call(path, a, b);
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) return;
  const other = Object.entries(b);
  for (const [index, [key, value]] of Object.entries(a).entries())
    visitTexts(value, other[index]?.[1], `${path}/${key}`, call);
}
