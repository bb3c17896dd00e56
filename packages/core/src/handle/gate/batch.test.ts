import { describe, expect, it } from 'vitest';
import { ofSize, probing } from '../../../test/breaker-steps.ts';
import { judged } from './batch.ts';
import type { HalfOpen } from './breaker-state.ts';

const USUAL = 20;

/** A full batch of so many results, at a pace of 1. */
function batch(size: number, failures: number, given: Partial<HalfOpen> = {}): HalfOpen {
  return {
    ...(probing() as HalfOpen),
    ...ofSize(size),
    pace: 1,
    tried: 1,
    successes: size - failures,
    failures,
    ...given,
  };
}

describe('a full batch', () => {
  it('that the target refuses in part slows the next one down to what was served', () => {
    expect(judged(batch(40, 10), USUAL)).toMatchObject({ pace: 0.75, tried: 1, failed: 0 });
  });

  it('is served beyond what fails anyway: that is no reason to go slower', () => {
    // A fifth fails anyway, and another three tenths now.
    const mixed = batch(40, 20, { tried: 100, failed: 20 });
    expect(judged(mixed, USUAL).pace).toBeCloseTo(0.7);
    expect(judged(batch(40, 10, { tried: 100, failed: 20 }), USUAL)).toMatchObject({ pace: 1 });
  });

  it('that queued slows the next one down too, where the usual is in flight', () => {
    const slow = { successes: 40, slowed: 21 };
    expect(judged(batch(40, 0, slow), USUAL)).toMatchObject({ pace: 0.85 });
    // While fewer are, answers that take longer are no queue of ours.
    expect(judged(batch(40, 0, slow), 41).pace).toBe(1);
    expect(judged(batch(40, 0, { ...slow, slowed: 20 }), USUAL).pace).toBe(1);
  });

  // Defect: a target that is back with half of its capacity is sent more than it takes for as long as that lasts.
  it('slows down to an eighth less than was usual, and no further: what fails at that pace fails anyway', () => {
    expect(judged(batch(40, 30), USUAL).pace).toBe(0.5);
    const slowest = judged(batch(40, 30, { pace: 0.5 }), USUAL);
    expect(slowest).toMatchObject({ pace: 0.5, tried: 41, failed: 30 });
  });

  it('up to the usual tells what fails anyway, and one beyond it does not', () => {
    const after = (size: number): HalfOpen => judged(batch(size, 0), USUAL);
    expect([after(19).tried, after(20).tried, after(21).tried]).toEqual([20, 21, 1]);
  });

  // Defect: a small client, whose usual is one call, takes the chance failures of a brownout for a crowd.
  it('of the usual size counts itself among what fails anyway before it is judged', () => {
    const young = { tried: 8, failed: 0 };
    expect(judged(batch(8, 2, young), 9)).toMatchObject({ pace: 0.75, tried: 8, failed: 0 });
    expect(judged(batch(8, 2, young), 8)).toMatchObject({ pace: 1, tried: 16, failed: 2 });
    expect(judged(batch(8, 6, young), 8)).toMatchObject({ pace: 0.625, tried: 16, failed: 6 });
  });
});
