/**
 * What does pieces of work, so many at a time. Each has a turn: those with a lower one go first, so that no kind of work
 * takes all places at once.
 */
export function inTurn(atOnce: number): <Value>(turn: number, work: () => Promise<Value>) => Promise<Value> {
  const waiting: { turn: number; start: () => void }[] = [];
  let running = 0;
  return async (turn, work) => {
    running += 1;
    if (running > atOnce) await new Promise<void>(start => waiting.push({ turn, start }));
    try {
      return await work();
    } finally {
      running -= 1;
      waiting.sort((a, b) => a.turn - b.turn);
      waiting.shift()?.start();
    }
  };
}
