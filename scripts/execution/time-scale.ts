/** Where moments are on a line of length 1 on which idle time is short. */
export interface TimeScale {
  start: number;
  end: number;
  /** The place of a moment, in milliseconds since 1970, from 0 to 1. */
  at(moment: number): number;
  /** The stretches of idle time that are drawn shorter than they are. */
  breaks: { from: number; to: number }[];
}

/** Shorter stretches than this are no idle time, however little happens beside them, in milliseconds. */
const leastIdleMs = 1_000;

/**
 * A scale for what happens at these moments: between two of them nothing begins or ends. Stretches that are far longer
 * than all shorter ones together take no more room than those: a Wait of an hour leaves the rest readable.
 */
export function timeScale(moments: number[]): TimeScale {
  const sorted = [...new Set(moments)].sort((a, b) => a - b);
  const [start = 0, end = start] = [sorted[0], sorted.at(-1)];
  const gaps = sorted.slice(1).map((to, index) => to - (sorted[index] ?? to));
  const { least, room } = idleIn(gaps);
  const shown = gaps.map(gap => (gap < least ? gap : room * (1 + Math.log10(gap / least) / 4)));

  const places = [0];
  for (const width of shown) places.push((places.at(-1) ?? 0) + width);
  const length = places.at(-1) || 1;
  return {
    start,
    end,
    at(moment) {
      if (moment <= start) return 0;
      if (moment >= end) return places.length > 1 ? 1 : 0;
      const index = lastAtMost(sorted, moment);
      const share = (moment - (sorted[index] ?? 0)) / (gaps[index] ?? 1);
      return ((places[index] ?? 0) + share * (shown[index] ?? 0)) / length;
    },
    breaks: gaps.flatMap((gap, index) =>
      gap < least ? [] : [{ from: sorted[index] ?? 0, to: sorted[index + 1] ?? 0 }],
    ),
  };
}

/** From which length on stretches are idle time, and the least room that each gets, in milliseconds. */
function idleIn(gaps: number[]): { least: number; room: number } {
  let together = 0;
  for (const gap of [...gaps].sort((a, b) => a - b)) {
    if (gap >= leastIdleMs && together > 0 && gap > 3 * together) return { least: gap, room: together };
    together += gap;
  }
  return { least: Number.POSITIVE_INFINITY, room: 0 };
}

/** The index of the last one of sorted numbers that is at most a number. */
function lastAtMost(sorted: number[], most: number): number {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((sorted[middle] ?? 0) <= most) low = middle;
    else high = middle - 1;
  }
  return low;
}
