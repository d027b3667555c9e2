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

/** How much of the line what is not idle takes, for each stretch of it, and at most. */
const busyShare = { each: 0.06, most: 0.6 };

/**
 * A scale for what happens at these moments: between two of them nothing begins or ends. Where some stretches are so much
 * longer than all the others that those could not be seen, they are drawn shorter: a Wait of an hour leaves the rest
 * readable.
 */
export function timeScale(moments: number[]): TimeScale {
  const sorted = [...new Set(moments)].sort((a, b) => a - b);
  const [start = 0, end = start] = [sorted[0], sorted.at(-1)];
  const gaps = sorted.slice(1).map((to, index) => to - (sorted[index] ?? to));
  const least = leastIdle(gaps, end - start);
  const busy = gaps.filter(gap => gap < least);
  const idle = gaps.filter(gap => gap >= least).map(gap => weightOf(gap, least));
  const share = idle.length > 0 ? shareOf(busy.length) : 1;
  const [allBusy, allIdle] = [sum(busy), sum(idle)];
  const shown = gaps.map(gap =>
    gap < least ? (share * gap) / allBusy : ((1 - share) * weightOf(gap, least)) / allIdle,
  );

  const places = [0];
  for (const width of shown) places.push((places.at(-1) ?? 0) + width);
  return {
    start,
    end,
    at(moment) {
      if (moment <= start) return 0;
      if (moment >= end) return places.length > 1 ? 1 : 0;
      const index = lastAtMost(sorted, moment);
      const part = (moment - (sorted[index] ?? 0)) / (gaps[index] ?? 1);
      return (places[index] ?? 0) + part * (shown[index] ?? 0);
    },
    breaks: gaps.flatMap((gap, index) =>
      gap < least ? [] : [{ from: sorted[index] ?? 0, to: sorted[index + 1] ?? 0 }],
    ),
  };
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
const shareOf = (count: number) => Math.min(busyShare.most, busyShare.each * count);
/** Of two idle stretches, the longer one is longer, but by far less than it lasts. */
const weightOf = (gap: number, least: number) => 1 + Math.log10(gap / least) / 4;

/** From which length on stretches are idle time, in milliseconds. */
function leastIdle(gaps: number[], total: number): number {
  let together = 0;
  for (const [count, gap] of [...gaps].sort((a, b) => a - b).entries()) {
    const isFarLonger = gap >= leastIdleMs && gap > 3 * together;
    if (count > 0 && isFarLonger && 2 * together < shareOf(count) * total) return gap;
    together += gap;
  }
  return Number.POSITIVE_INFINITY;
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
