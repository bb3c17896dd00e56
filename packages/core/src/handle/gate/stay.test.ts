import { describe, expect, it } from 'vitest';
import { Stay } from './stay.ts';

describe('how long callers stay', () => {
  it('is not known while most attempts are answered: some callers always leave', () => {
    const stay = new Stay();
    for (let turn = 0; turn < 100; turn++) {
      stay.left(2_000, 100);
      stay.stayed();
      stay.stayed();
    }
    expect(stay.lastStartMs(0, 300)).toBe(Infinity);
  });

  it('is learned when most attempts end with their caller leaving', () => {
    const stay = new Stay();
    stay.left(10_000, 100);
    stay.left(10_100, 100);
    expect(stay.lastStartMs(5_000, 300)).toBe(Infinity);
    stay.left(10_000, 100);
    expect(stay.lastStartMs(5_000, 300)).toBeCloseTo(14_418.75);
  });

  it('leaves time for an answer: twice the usual, or twice what has been given up', () => {
    const stay = new Stay();
    for (let turn = 0; turn < 5; turn++) stay.left(10_000, 2_000);
    expect([stay.lastStartMs(0, 0), stay.lastStartMs(0, 3_000)]).toEqual([6_000, 4_000]);
  });

  it('is forgotten when nobody waits any more', () => {
    const stay = new Stay();
    for (let turn = 0; turn < 5; turn++) stay.left(10_000, 100);
    stay.forget();
    expect(stay.lastStartMs(0, 300)).toBe(Infinity);
  });
});
