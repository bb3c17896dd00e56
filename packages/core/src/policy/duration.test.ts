import { describe, expect, it } from 'vitest';
import { durationMs } from './duration.ts';

describe('a duration', () => {
  it.each([
    ['0ms', 0],
    ['500ms', 500],
    ['1s', 1_000],
    ['1.5s', 1_500],
    ['2m', 120_000],
    ['1h', 3_600_000],
    [0, 0],
    [12.5, 12.5],
  ])('of %o is %d ms', (value, expected) => {
    expect(durationMs(value)).toBe(expected);
  });

  it.each(['', '1', 's', '1 s', ' 1s', '1s ', '-1s', '+1s', '1e3ms', '0x1s', '.5s', '1.s', '1,5s', '1S', '1d', '1s\n'])(
    'is not read from %o',
    (text) => {
      expect(durationMs(text)).toBeNaN();
    },
  );

  it.each([[undefined], [null], [true], [[1]], [['1s']], [{}], [{ valueOf: () => 1 }], [1n]])(
    'is not read from %o',
    (value) => {
      expect(durationMs(value)).toBeNaN();
    },
  );

  it('is finite, however long its text', () => {
    expect(durationMs(`${'9'.repeat(12)}h`)).toBeLessThan(Infinity);
    expect(durationMs(`${'9'.repeat(400)}h`)).toBeNaN();
  });
});
