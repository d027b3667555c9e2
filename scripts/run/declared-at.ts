import path from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The line of a folder's code from which the function that asks was called: where a check is declared, for example.
 * Undefined where no code of the folder is on the stack.
 */
export function placeIn(folder: string): { file: string; line: number } | undefined {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 30; // a check may be made by a helper of a helper
  const { stack = "" } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  for (const [, from = "", line] of stack.matchAll(
    /\(?((?:file:\/\/|\/|[A-Z]:\\)[^()\n]+?):(\d+):\d+\)?$/gm,
  )) {
    const file = from.startsWith("file:") ? fileURLToPath(from.replace(/\?.*$/, "")) : from;
    if (file.startsWith(folder + path.sep)) return { file: path.relative(folder, file), line: Number(line) };
  }
  return undefined;
}
