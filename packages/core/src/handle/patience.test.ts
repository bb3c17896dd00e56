import { describe, expect, it } from 'vitest';
import { Patience } from './patience.ts';

describe('how long callers stay', () => {
  it('is not known before one has left', () => {
    expect(new Patience().staysMs(0)).toBe(Infinity);
  });

  it('is what the first of them stayed, and moves a quarter of the way with each that follows', () => {
    const patience = new Patience();
    patience.left(1_000, 5_000);
    expect(patience.staysMs(5_000)).toBe(1_000);
    patience.left(3_000, 6_000);
    expect(patience.staysMs(6_000)).toBe(1_500);
  });

  it('is forgotten when nobody has left for a minute, and learned anew', () => {
    const patience = new Patience();
    patience.left(1_000, 0);
    expect([patience.staysMs(59_999), patience.staysMs(60_000)]).toEqual([1_000, Infinity]);
    patience.left(4_000, 60_000);
    expect(patience.staysMs(60_000)).toBe(4_000);
  });
});
