import { markdown } from "./pages.ts";

interface Head {
  title: string;
  /** The addresses of the style sheets. */
  styles: string[];
  icon: string;
}

/** What the head of each page has, of the docs' site and of the console. */
export function headOf({ title, styles, icon }: Head): string {
  return [
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${markdown.utils.escapeHtml(title)}</title>`,
    `<link rel="icon" href="${icon}">`,
    ...styles.map(style => `<link rel="stylesheet" href="${style}">`),
  ].join("\n");
}
