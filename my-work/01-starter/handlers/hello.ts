/** Greets the class. */
export async function handler(): Promise<string> {
  // Task: answer with "Hello 102 Class" (docs/01-starter.md#call-a-function).
  return "";
}
