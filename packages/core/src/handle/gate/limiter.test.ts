import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialLimit, type LimiterEvent, type LimiterOptions, type LimiterState, transition } from './limiter.ts';

const ADAPTIVE: LimiterOptions = { max: Infinity, adaptive: true };

/** Attempts that take `durationMs` each, with the limit in use, one after the other. */
function load(state: LimiterState, count: number, durationMs: number, share = 1): LimiterState {
  let after = state;
  for (let call = 0; call < count; call++) {
    const inFlight = Math.floor(after.limit * share);
    after = transition(after, { nowMs: call, sentAtMs: call, durationMs, dropped: false, inFlight }, ADAPTIVE);
  }
  return after;
}

function drop(state: LimiterState, nowMs: number, sentAtMs: number): LimiterState {
  return transition(state, { nowMs, sentAtMs, durationMs: 10, dropped: true, inFlight: 20 }, ADAPTIVE);
}

describe('a fixed limit', () => {
  it('never changes', () => {
    const options = { max: 7, adaptive: false };
    const state = initialLimit(options);
    const event: LimiterEvent = { nowMs: 1, sentAtMs: 0, durationMs: 1, dropped: true, inFlight: 7 };
    expect(state.limit).toBe(7);
    expect(transition(state, event, options)).toBe(state);
  });

  it('is none without a maximum', () => {
    expect(initialLimit({ max: Infinity, adaptive: false }).limit).toBe(Infinity);
  });
});

describe('an adaptive limit', () => {
  it('begins small, and under its maximum', () => {
    expect([initialLimit(ADAPTIVE).limit, initialLimit({ max: 5, adaptive: true }).limit]).toEqual([20, 5]);
  });

  it.each([0, 0.01, 50])('grows while attempts are as fast as ever and it is used: %d ms each', (durationMs) => {
    expect(load(initialLimit(ADAPTIVE), 500, durationMs).limit).toBeGreaterThan(25);
  });

  it('grows by a little with each attempt, less the wider it is', () => {
    const event = { nowMs: 1, sentAtMs: 0, durationMs: 50, dropped: false };
    const state = { limit: 100, usualMs: 50, recentMs: 50, cutAtMs: -Infinity };
    // The root of the limit is what it wants to have more, and a fifth of a hundredth of that it gets.
    expect(transition(state, { ...event, inFlight: 100 }, ADAPTIVE).limit).toBeCloseTo(100.02, 9);
    expect(transition(state, { ...event, inFlight: 50 }, ADAPTIVE).limit).toBeGreaterThan(100);
    expect(transition(state, { ...event, inFlight: 49 }, ADAPTIVE).limit).toBe(100);
  });

  it('stays where it is while half of it would do', () => {
    expect(load(initialLimit(ADAPTIVE), 500, 50, 0.4).limit).toBe(20);
  });

  it('shrinks when attempts slow down: a queue has formed', () => {
    const usual = load(initialLimit(ADAPTIVE), 500, 50);
    expect(load(usual, 200, 500).limit).toBeLessThan(usual.limit);
  });

  it('takes what has become faster for the new usual', () => {
    const fast = load(load(initialLimit(ADAPTIVE), 20, 5_000), 100, 50);
    expect(load(fast, 100, 500).limit).toBeLessThan(fast.limit);
  });

  it('is cut once per round trip', () => {
    const cut = drop(initialLimit(ADAPTIVE), 100, 0);
    expect(cut.limit).toBe(18);
    expect(drop(cut, 101, 99)).toBe(cut);
    expect(drop(cut, 200, 100).limit).toBeCloseTo(16.2);
    expect(drop(cut, 201, 101).limit).toBeCloseTo(16.2);
  });

  it('lies between 1 and its maximum, whatever happens', () => {
    const event = fc.record({
      nowMs: fc.integer({ min: 0, max: 1e6 }),
      sentAtMs: fc.integer({ min: 0, max: 1e6 }),
      durationMs: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e6, noNaN: true })),
      dropped: fc.boolean(),
      inFlight: fc.integer({ min: 0, max: 20_000 }),
    });
    const max = fc.oneof(fc.integer({ min: 1, max: 50 }), fc.constant(Infinity));
    fc.assert(
      fc.property(fc.array(event, { maxLength: 200, size: 'max' }), max, (events, most) => {
        const options = { max: most, adaptive: true };
        let state = initialLimit(options);
        for (const given of events) {
          state = transition(state, given, options);
          expect(state.limit >= 1 && state.limit <= Math.min(most, 10_000)).toBe(true);
        }
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});
