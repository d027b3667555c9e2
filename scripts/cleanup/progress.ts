import type { Screen } from "../report/screen.ts";

const width = 30;

/** Shows how many of the stacks are done: a bar on a terminal, a line for each tenth elsewhere. */
export function openProgress(screen: Screen, total: number): (done: number) => void {
  let tenths = 0;
  return done => {
    const text = `${done} of ${total} stacks`;
    if (screen.live) {
      const filled = Math.round((done / total) * width);
      screen.busy("cleanup", `${"█".repeat(filled)}${"░".repeat(width - filled)} ${text}`);
    } else if (Math.floor((done / total) * 10) > tenths) {
      tenths = Math.floor((done / total) * 10);
      screen.print(text);
    }
  };
}
