/** Steps per doubling: a value is known to within 1/8 of a doubling, 9 %. */
const PER_DOUBLING = 4;
/** Longer than four hours counts as the last step. */
const STEPS = 96;

/**
 * How often each step of a logarithmic scale from 1 ms up was seen. Two of them can be added, unlike quantiles. An array
 * of fixed size: it takes a third of the memory of a map of those that were seen.
 */
export type LatencyCounts = Uint32Array;

export function noLatencies(): LatencyCounts {
  return new Uint32Array(STEPS);
}

/** The step of `milliseconds`, which is 0 or more. */
export function stepOf(milliseconds: number): number {
  return milliseconds > 1 ? Math.min(STEPS - 1, Math.round(Math.log2(milliseconds) * PER_DOUBLING)) : 0;
}

/**
 * The values that the given shares of all values do not exceed.
 * @param shares - each 0 to 1: 0.5 is the median.
 * @returns milliseconds to within 9 %; null where nothing was counted.
 */
export function quantiles(counts: LatencyCounts, shares: readonly number[]): number[] | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  return shares.map((share) => {
    let left = Math.max(1, Math.ceil(share * total));
    const step = counts.findIndex((count) => (left -= count) <= 0);
    return Number((2 ** (step / PER_DOUBLING)).toPrecision(3));
  });
}
