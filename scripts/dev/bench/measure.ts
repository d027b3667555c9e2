/** Measures a piece of work, in seconds. */
export async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** The middle one of an odd number of measurements. */
export function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Minimum, median and maximum, in seconds: the machine's noise belongs to the figure. */
export function spread(values: number[], digits = 1): string {
  const [least, middle, most] = [Math.min(...values), median(values), Math.max(...values)];
  return `${middle.toFixed(digits)} s (${least.toFixed(digits)} to ${most.toFixed(digits)})`;
}
