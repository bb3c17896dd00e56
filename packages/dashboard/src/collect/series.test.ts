import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RESOLUTIONS, resolutionFor, Series } from './series.ts';

const START = 1_800_000_000_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const [fine, middle, coarse] = RESOLUTIONS;

const answered = (series: Series, resolution = fine, fromMs = 0, toMs = Infinity): number[] =>
  series.read(resolution, fromMs, toMs).map((bucket) => bucket.answered);

describe('a series', () => {
  it('keeps what happened in one step together, and steps apart', () => {
    const series = new Series();
    for (const at of [0, 1_999, 2_000, 7_000]) series.bucket(START + at).answered++;
    expect(series.read(fine, 0, Infinity).map(({ at, answered: count }) => [at - START, count])).toEqual([
      [0, 2],
      [2_000, 1],
      [6_000, 1],
    ]);
  });

  it('has what is under way at every resolution, once, however often it is read', () => {
    const series = new Series();
    for (let at = 0; at <= 16_000; at += 2_000) series.bucket(START + at).answered++;
    for (let turn = 0; turn < 3; turn++) {
      expect(answered(series)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1]);
      expect(answered(series, middle)).toEqual([8, 1]);
      expect(answered(series, coarse)).toEqual([9]);
    }
  });

  it('loses nothing between its resolutions while they all reach back far enough', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (pauses) => {
        const series = new Series();
        let at = START;
        for (const pause of pauses) {
          at += pause;
          if (at - START < 5 * MINUTE) series.bucket(at).answered++;
        }
        const sums = RESOLUTIONS.map((resolution) =>
          answered(series, resolution).reduce((sum, count) => sum + count, 0),
        );
        expect(new Set(sums).size).toBe(1);
      }),
    );
  });

  it('forgets what is older than each resolution keeps', () => {
    const series = new Series();
    for (let at = 0; at <= 48 * HOUR; at += 30_000) series.bucket(START + at).answered++;
    for (const { keepMs, ...resolution } of RESOLUTIONS) {
      const buckets = series.read({ ...resolution, keepMs }, 0, Infinity);
      expect(buckets.length).toBeLessThanOrEqual(keepMs / resolution.stepMs + 2);
      expect(START + 48 * HOUR - (buckets[0]?.at ?? 0)).toBeGreaterThanOrEqual(keepMs);
    }
  });

  it('writes to its newest step when the clock is set back', () => {
    const series = new Series();
    series.bucket(START + HOUR).answered++;
    series.bucket(START).answered++;
    expect(answered(series)).toEqual([2]);
  });

  it('reads the steps that a time falls into, the first and the last included', () => {
    const series = new Series();
    for (let at = 0; at < 20_000; at += 2_000) series.bucket(START + at).answered++;
    expect(series.read(fine, START + 3_000, START + 8_000).map(({ at }) => at - START)).toEqual([
      2_000, 4_000, 6_000, 8_000,
    ]);
  });
});

describe('the resolution', () => {
  it('is the finest that still has all of the time asked for', () => {
    const now = START;
    const ages = [5 * MINUTE, 6 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR, 48 * HOUR];
    expect(ages.map((age) => resolutionFor(now - age, now))).toEqual([fine, middle, middle, coarse, coarse, coarse]);
  });
});
