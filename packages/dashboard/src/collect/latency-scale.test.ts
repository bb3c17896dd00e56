import { describe, expect, it } from 'vitest';
import { type LatencyCounts, noLatencies, quantiles, stepOf } from './latency-scale.ts';

const counted = (values: readonly number[]): LatencyCounts => {
  const counts = noLatencies();
  for (const value of values) counts[stepOf(value)]!++;
  return counts;
};

describe('the scale of latencies', () => {
  it('knows every value from 1 ms to four hours to within 9 %', () => {
    for (let value = 1; value < 14_400_000; value *= 1.013) {
      const [known = 0] = quantiles(counted([value]), [0.5]) ?? [];
      expect(Math.abs(known / value - 1)).toBeLessThan(0.095);
    }
  });

  it('gives the value that a share of all values do not exceed', () => {
    const hundred = counted(Array.from({ length: 100 }, (_, index) => (index < 98 ? 100 : 10_000)));
    expect(quantiles(hundred, [0, 0.5, 0.98, 0.99, 1])).toEqual([108, 108, 108, 9_740, 9_740]);
  });

  it('has nothing to say where nothing was counted', () => {
    expect(quantiles(noLatencies(), [0.5])).toBeNull();
  });

  it('takes what is below 1 ms and above four hours for the ends', () => {
    expect(stepOf(0)).toBe(0);
    expect(stepOf(1e12)).toBe(stepOf(1e9));
  });
});
