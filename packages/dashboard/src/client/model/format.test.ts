import { describe, expect, it } from 'vitest';
import { amount, countdown, duration, number, percent } from './format.ts';

describe('figures', () => {
  it('are grouped, and short from a hundred thousand on', () => {
    expect([0, 1_204, 99_999, 123_400, 4_560_000].map(number)).toEqual(['0', '1,204', '99,999', '123.4K', '4.6M']);
  });

  it('know one from many', () => {
    expect([amount(1, 'call'), amount(0, 'call'), amount(2, 'recovery', 'recoveries')]).toEqual([
      '1 call',
      '0 calls',
      '2 recoveries',
    ]);
  });

  it('are never rounded to all or to none', () => {
    const shares = [
      [0, 9],
      [9, 9],
      [1, 1_000_000],
      [999_999, 1_000_000],
      [1, 3],
      [1, 50],
      [993, 1_000],
      [0, 0],
    ] as const;
    expect(shares.map(([part, whole]) => percent(part, whole))).toEqual([
      '0 %',
      '100 %',
      '< 0.1 %',
      '> 99.9 %',
      '33 %',
      '2.0 %',
      '99.3 %',
      '–',
    ]);
  });

  it('of time have the unit that fits', () => {
    expect([0, 999, 1_000, 9_940, 59_400, 60_000, 3_725_000, -5].map(duration)).toEqual([
      '0 ms',
      '999 ms',
      '1.0 s',
      '9.9 s',
      '59 s',
      '1 min 0 s',
      '1 h 2 min',
      '0 ms',
    ]);
  });

  it('that count down keep their digits', () => {
    expect([12_345, 1_000, 49, -1, 61_000].map(countdown)).toEqual(['12.3 s', '1.0 s', '0.0 s', '0.0 s', '1 min 1 s']);
  });
});
