/** What is wrong with a text that should be JSON, and where; undefined where nothing is. */
export function jsonProblem(text: string): string | undefined {
  if (text.trim() === "") return "There is nothing yet: {} is the least that can be given.";
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const message = (error as Error).message;
    const place = placeIn(message, text);
    const what = message
      .replace(/^JSON\.parse: /, "")
      .replace(/ (in JSON )?at (position|line).*$/s, "")
      .replace(/, ".*" is not valid JSON$/s, "");
    return `${place ? `Line ${place.line}, column ${place.column}: ` : ""}${what}.`;
  }
}

/** Where browsers say that it is: some by line and column, some by the position alone. */
function placeIn(message: string, text: string): { line: number; column: number } | undefined {
  const [, line, column] = /line (\d+) column (\d+)/.exec(message) ?? [];
  if (line && column) return { line: Number(line), column: Number(column) };
  const [, position] = /position (\d+)/.exec(message) ?? [];
  if (position === undefined && !/end of JSON|unterminated/i.test(message)) return undefined;
  const before = text.slice(0, position === undefined ? text.length : Number(position)).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
