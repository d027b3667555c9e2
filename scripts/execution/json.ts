/** Step Functions passes data as JSON text; text that is not JSON (AWS shortens what is very long) stays as it is. */
export function readJson(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
