import { describe, expect, it } from 'vitest';
import { RecentRate } from './recent-rate.ts';

/** Answers every `everyMs` from `fromMs` to before `untilMs`. */
function steady(rate: RecentRate, fromMs: number, untilMs: number, everyMs: number): RecentRate {
  for (let nowMs = fromMs; nowMs < untilMs; nowMs += everyMs) rate.note(nowMs);
  return rate;
}

describe('the rate of what gets through', () => {
  it('is nothing before the first answer', () => {
    expect(new RecentRate(1_000).perSecond(12_345)).toBe(0);
  });

  it('is that of the last one to two seconds', () => {
    const rate = steady(new RecentRate(1_000), 0, 10_000, 10);
    expect(rate.perSecond(10_000)).toBeCloseTo(100);
    steady(rate, 10_000, 12_000, 100);
    expect(rate.perSecond(12_000)).toBeCloseTo(10);
  });

  it('is taken over the time since the first answer, half a second at least', () => {
    const rate = steady(new RecentRate(1_000), 40_000, 40_250, 25);
    expect(rate.perSecond(40_250)).toBe(20);
    expect(steady(rate, 40_250, 41_500, 25).perSecond(41_500)).toBeCloseTo(40);
  });

  it('counts its time anew after a pause', () => {
    const rate = steady(new RecentRate(1_000), 0, 5_000, 10);
    expect(rate.perSecond(7_500)).toBe(0);
    expect(steady(rate, 60_700, 61_200, 10).perSecond(61_200)).toBeCloseTo(100);
  });

  it('falls as time passes without an answer', () => {
    const rate = steady(new RecentRate(1_000), 0, 3_000, 10);
    expect([3_000, 3_500, 3_999, 4_000].map((nowMs) => Math.round(rate.perSecond(nowMs)))).toEqual([100, 67, 50, 0]);
  });

  it('takes back what has not happened after all, in both of its slots and not before', () => {
    const rate = steady(new RecentRate(1_000), 0, 2_000, 100);
    expect(rate.perSecond(1_999)).toBeCloseTo(10, 1);
    rate.undo(999, 1_999);
    rate.undo(1_000, 1_999);
    expect(rate.perSecond(1_999)).toBeCloseTo(9, 1);
    rate.undo(999, 2_000);
    expect(rate.perSecond(2_000)).toBeCloseTo(9, 1);
  });
});
