import { describe, expect, it } from 'vitest';
import { type Cooldown, isOver, nextAt, rateAt, transition } from './cooldown.ts';

interface Refused {
  readonly sentAtMs?: number;
  readonly hintMs?: number;
  readonly deliveredPerSecond?: number;
}

/** Throttled at `nowMs`; where nothing else is said, 10 calls a second had got through, and it was sent just now. */
function throttledAt(nowMs: number, state: Cooldown | undefined, given: Refused = {}): Cooldown {
  const facts = { nowMs, sentAtMs: nowMs, hintMs: undefined, deliveredPerSecond: 10, hasty: false, random: 0 };
  return transition(state, { type: 'throttled', ...facts, ...given }) as Cooldown;
}

/** How many go between two instants, where more always want to than may. */
function sentBetween(start: Cooldown, fromMs: number, untilMs: number): number {
  let state = start;
  let count = 0;
  for (
    let nowMs = Math.max(fromMs, nextAt(state, fromMs));
    nowMs < untilMs;
    nowMs = Math.max(nowMs, nextAt(state, nowMs))
  ) {
    state = transition(state, { type: 'sent', failing: false, nowMs, deliveredPerSecond: 10 }) as Cooldown;
    count++;
  }
  return count;
}

describe('what could not go out while the gate was shut', () => {
  it('is owed, for five seconds of the pace at most: after a hint of 3 s more go in the first second than at the pace', () => {
    const shut = throttledAt(0, undefined, { hintMs: 3_000 });
    const paced = throttledAt(0, undefined);
    expect(sentBetween(shut, 0, 3_000)).toBe(0);
    const first = sentBetween(shut, 3_000, 4_000);
    expect(first).toBeGreaterThan(1.5 * sentBetween(paced, 0, 1_000));
  });

  it('is not owed where nobody wanted to go', () => {
    const paced = throttledAt(0, undefined);
    const idle = transition(paced, { type: 'sent', failing: false, nowMs: 60_000, deliveredPerSecond: 10 }) as Cooldown;
    expect(nextAt(idle, 60_000)).toBeGreaterThan(60_000);
  });
});

describe('a second cut', () => {
  it('leaves no less than 80 % of the ceiling to start from: after a pause what got through reads too low', () => {
    const first = throttledAt(0, undefined);
    const second = throttledAt(1_000, first, { deliveredPerSecond: 0 });
    expect(rateAt(second, 1_000)).toBeCloseTo(10 * 0.8 * 0.85);
  });

  it('starts from no more than the pace that was too much, whatever got through before', () => {
    const first = throttledAt(0, undefined);
    const reached = rateAt(first, 100);
    expect(reached).toBeLessThan(10);
    expect(rateAt(throttledAt(100, first), 100)).toBeCloseTo(reached * 0.85);
  });

  it('ends the climb of a target of which little was known', () => {
    const first = throttledAt(0, undefined, { deliveredPerSecond: 1 });
    const second = throttledAt(1_000, first, { deliveredPerSecond: 1 });
    expect([first.climbing, second.climbing]).toEqual([true, false]);
  });

  it('keeps in line what was due later', () => {
    let state = throttledAt(0, undefined);
    state = transition(state, { type: 'sent', failing: false, nowMs: 0, deliveredPerSecond: 10 }) as Cooldown;
    const due = nextAt(state, 10);
    expect(due).toBeGreaterThan(10);
    expect(nextAt(throttledAt(10, state), 10)).toBe(due);
  });
});

describe('the pace of a quota', () => {
  const quota = { type: 'quota-seen', nowMs: 0, resetMs: 5_000, perSecond: 2, deliveredPerSecond: 50 } as const;

  it('holds until its reset, and not after it', () => {
    const state = transition(undefined, quota) as Cooldown;
    expect(rateAt(state, 4_999)).toBe(2);
    expect(rateAt(state, 5_000)).toBeGreaterThan(40);
  });

  it('is forgotten after it, where it allowed more than is used', () => {
    const state = transition(undefined, quota) as Cooldown;
    expect([isOver(state, 4_999), isOver(state, 9_999), isOver(state, 10_000)]).toEqual([false, false, true]);
  });
});

describe('a cooldown with a long hint', () => {
  it('is remembered for ten seconds after the gate has opened, not after it was shut', () => {
    const state = throttledAt(0, undefined, { hintMs: 20_000 });
    expect([isOver(state, 29_999), isOver(state, 30_000)]).toEqual([false, true]);
  });
});
