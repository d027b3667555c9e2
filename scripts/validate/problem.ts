/** What is wrong in a file, and what to do about it. */
export interface Problem {
  /** The file's path, as it was given. */
  file: string;
  line: number;
  message: string;
}

/** Notes a problem of the file that is being looked at. */
export type Report = (line: number, message: string) => void;

/** A problem as people see it: `steps/01-starter/starter.asl.json:12: …`. */
export const problemLine = ({ file, line, message }: Problem): string => `${file}:${line}: ${message}`;

/** Problems by file and line, each once. */
export function inOrder(problems: Problem[]): Problem[] {
  const unique = new Map(problems.map(problem => [problemLine(problem), problem]));
  return [...unique.values()].sort((a, b) => compare(a.file, b.file) || a.line - b.line);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
