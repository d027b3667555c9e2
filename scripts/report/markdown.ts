/** A Markdown table; the first row is its head. */
export function markdownTable([head = [], ...rows]: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |\n`;
  return line(head) + line(head.map(() => "---")) + rows.map(line).join("");
}

/** A text as Markdown shows it unchanged: whatever might be markup becomes a character code, line breaks stay. */
export function markdownText(value: string): string {
  const markup = /(?<![\p{L}\p{N}])[-.]|[^\p{L}\p{N}\p{Emoji_Presentation} ,:()/\n.-]/gu;
  return value.replace(markup, character => `&#${character.codePointAt(0)};`).replace(/\n/g, "<br>");
}
