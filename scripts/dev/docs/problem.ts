/** Something wrong on a page. */
export interface Problem {
  file: string;
  line: number;
  message: string;
}

/** A problem as editors and terminals link it: `docs/01-starter.md:12: …`. */
export function problemLine({ file, line, message }: Problem): string {
  return `${file}:${line}: ${message}`;
}
