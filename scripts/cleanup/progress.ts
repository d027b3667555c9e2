import type { Screen } from "../report/screen.ts";

/** Characters of the bar: beside the numbers it fits into a terminal of 80. */
const width = 30;

/** Shows how many of the stacks are done: a bar on a terminal, a line for each tenth elsewhere. */
export function openProgress(screen: Screen, total: number): { show(done: number): void; end(): void } {
  const key = "deletion";
  let tenths = 0;
  return {
    show(done) {
      if (total === 0) return;
      const text = `${done} of ${total} stacks`;
      if (screen.live) {
        const filled = Math.round((done / total) * width);
        screen.busy(key, `${"█".repeat(filled)}${"░".repeat(width - filled)} ${text}`);
      } else if (Math.floor((done / total) * 10) > tenths) {
        tenths = Math.floor((done / total) * 10);
        screen.print(text);
      }
    },
    end: () => screen.idle(key),
  };
}
