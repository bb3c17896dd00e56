import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../testing/seeded-random.ts';
import { LogHistogram } from './log-histogram.ts';

function histogramOf(values: readonly number[]): LogHistogram {
  const histogram = new LogHistogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

/** The value that `share` of `values` do not exceed, exactly. */
function exactly(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(share * values.length)) - 1]!;
}

describe('a histogram', () => {
  it('knows every quantile within 10 %, from 1 ms to an hour', () => {
    const duration = fc.double({ min: 0, max: Math.log(3_600_000), noNaN: true }).map((exponent) => Math.exp(exponent));
    const share = fc.constantFrom(0, 0.01, 0.5, 0.9, 0.99, 1);
    fc.assert(
      fc.property(fc.array(duration, { minLength: 1, maxLength: 200 }), share, (values, part) => {
        const exact = exactly(values, part);
        expect(Math.abs(histogramOf(values).quantile(part)! - exact) / exact).toBeLessThanOrEqual(0.1);
      }),
      { seed: 1, numRuns: 1_000 },
    );
  });

  it('knows none before there is a value', () => {
    expect(new LogHistogram().quantile(0.5)).toBeUndefined();
  });

  it.each([0, 0.2, 1, NaN, -5])('counts %d as 1 ms', (value) => {
    expect(histogramOf([value]).quantile(0.5)).toBeCloseTo(1, 0);
  });

  it('counts what is longer than four hours as four hours and more', () => {
    for (const value of [2e7, 1e12, Infinity]) expect(histogramOf([value]).quantile(0.5)).toBeGreaterThan(1.4e7);
  });

  it('lets old values fade: a few thousand new ones decide', () => {
    const random = seededRandom(1);
    const histogram = new LogHistogram();
    for (let i = 0; i < 100_000; i++) histogram.record(100 + 10 * random());
    for (let i = 0; i < 12_000; i++) histogram.record(5_000 + 100 * random());
    expect(histogram.quantile(0.5)).toBeGreaterThan(4_500);
    for (let i = 0; i < 50_000; i++) histogram.record(5_000 + 100 * random());
    expect(histogram.quantile(0)).toBeGreaterThan(4_500);
  });

  it('keeps its shape while it fades', () => {
    const random = seededRandom(2);
    const histogram = new LogHistogram();
    for (let i = 0; i < 200_000; i++) histogram.record(random() < 0.95 ? 200 : 4_000);
    expect(histogram.quantile(0.94)).toBeLessThan(220);
    expect(histogram.quantile(0.96)).toBeGreaterThan(3_600);
  });
});
