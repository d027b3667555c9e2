/** Greets the class. The state machine keeps its input and adds this result to it. */
export async function handler(): Promise<string> {
  return "Hello 102 Class";
}
