/** Steps per doubling: a value is known to within 1/8 of a doubling, 9 %. */
const STEPS = 4;
/** Longer than four hours counts as this step. */
const LAST_STEP = 95;

/** How often each step of a logarithmic scale from 1 ms up was seen. Two of them can be added, unlike quantiles. */
export type LatencyCounts = Map<number, number>;

/** The step of `milliseconds`, which is 0 or more. */
export function stepOf(milliseconds: number): number {
  return milliseconds > 1 ? Math.min(LAST_STEP, Math.round(Math.log2(milliseconds) * STEPS)) : 0;
}

/**
 * The values that the given shares of all values do not exceed.
 * @param shares - each 0 to 1, ascending: 0.5 is the median.
 * @returns milliseconds to within 9 %; null where nothing was counted.
 */
export function quantiles(counts: LatencyCounts, shares: readonly number[]): number[] | null {
  const steps = [...counts].toSorted(([left], [right]) => left - right);
  const total = steps.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return null;
  return shares.map((share) => {
    let left = Math.max(1, Math.ceil(share * total));
    const step = steps.find(([, count]) => (left -= count) <= 0)?.[0] ?? LAST_STEP;
    return Number((2 ** (step / STEPS)).toPrecision(3));
  });
}
