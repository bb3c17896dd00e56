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

  it('is learned also where one of them is answered in between', () => {
    const stay = new Stay();
    stay.left(10_000, 100);
    stay.left(10_000, 100);
    stay.stayed();
    stay.left(10_000, 100);
    stay.left(10_000, 100);
    expect(stay.lastStartMs(0, 300)).toBe(9_400);
  });

  it('is learned anew after a time in which nobody left', () => {
    const stay = new Stay();
    for (let turn = 0; turn < 5; turn++) stay.left(60_000, 100);
    for (let turn = 0; turn < 20; turn++) stay.stayed();
    for (let turn = 0; turn < 3; turn++) stay.left(5_000, 100);
    expect(stay.lastStartMs(0, 300)).toBe(4_400);
  });

  it('leaves time for an answer: twice the usual, or twice what has been given up', () => {
    const stay = new Stay();
    for (let turn = 0; turn < 5; turn++) stay.left(10_000, 2_000);
    expect([stay.lastStartMs(0, 0), stay.lastStartMs(0, 2_400)]).toEqual([6_000, 5_200]);
  });

  // Defect: one caller left in the middle of a slow answer, and from then on everybody was too late: those about to leave
  // were served, none of them was answered, and the pace stayed what it was, for good.
  it('leaves no more than three quarters of it for an answer, whatever one has taken that was given up', () => {
    const stay = new Stay();
    for (let turn = 0; turn < 5; turn++) stay.left(1_500, 1_400);
    expect([stay.lastStartMs(0, 200), stay.lastStartMs(0, 3_000)]).toEqual([375, 375]);
  });

  it('is forgotten when nobody waits any more', () => {
    const stay = new Stay();
    for (let turn = 0; turn < 5; turn++) stay.left(10_000, 100);
    stay.forget();
    expect(stay.lastStartMs(0, 300)).toBe(Infinity);
  });
});
