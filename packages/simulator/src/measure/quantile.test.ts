import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantile } from './quantile.ts';

describe('a quantile', () => {
  it('is what stands at its place when all values are in order', () => {
    const lists = fc.oneof(
      fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 100 }),
      fc.array(fc.nat(3), { minLength: 1, maxLength: 100 }),
    );
    fc.assert(
      fc.property(lists, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
        const sorted = Float64Array.from(list).toSorted();
        const place = Math.min(list.length - 1, Math.floor(list.length * share));
        // Of 0 and -0 either will do.
        expect(quantile(Float64Array.from(list), share) + 0).toBe(sorted[place]! + 0);
      }),
      { seed: 1, numRuns: 1_000 },
    );
  });

  it('can be asked for again, of the same list', () => {
    const values = Float64Array.from([5, 1, 4, 2, 3, 0, 9, 8, 7, 6]);
    expect([0.5, 0.9, 0, 0.5, 1].map((share) => quantile(values, share))).toEqual([5, 9, 0, 5, 9]);
  });

  it('is 0 where there is nothing', () => {
    expect(quantile(new Float64Array(0), 0.5)).toBe(0);
  });
});
