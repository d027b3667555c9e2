/** A word of a command that we suggest, quoted where a POSIX shell would change it. */
export function shellWord(text: string): string {
  return /^[\w./:,=@+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Options with their values as a command that we suggest repeats them; those without one are left out. */
export function repeatOptions(options: Record<string, string | string[] | undefined>): string[] {
  return Object.entries(options).flatMap(([name, values = []]) =>
    [values].flat().flatMap(value => [`--${name}`, shellWord(value)]),
  );
}
