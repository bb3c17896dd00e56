import { describe, expect, it } from 'vitest';
import type { BreakerState } from './breaker-state.ts';
import { describeBreaker, restoreBreaker } from './snapshot.ts';

const DOWN = { downSinceMs: 100, usualPerSecond: 8, failedProbes: 2 };
const OPEN: BreakerState = { kind: 'open', generation: 7, ...DOWN, probeAtMs: 900 };
const HALF_OPEN: Extract<BreakerState, { kind: 'half-open' }> = {
  kind: 'half-open',
  generation: 8,
  ...DOWN,
  pacedAtMs: 950,
  round: 3,
  allowance: 4,
  inFlight: 2,
  batch: 4,
  successes: 1,
  failures: 0,
  slowed: 0,
  tried: 0,
  failed: 0,
};

describe('a breaker as plain data', () => {
  it('tells its instants by the wall clock', () => {
    expect(describeBreaker(OPEN, 1_000_000)).toEqual({
      state: 'open',
      downSince: 1_000_100,
      probeAt: 1_000_900,
      failedProbes: 2,
    });
  });

  it('comes back open until the same wall-clock instant, in a process whose clock began elsewhere', () => {
    const restored = restoreBreaker(describeBreaker(OPEN, 1_000_000), 1_000_400, 50);
    expect(restored).toMatchObject({ kind: 'open', downSinceMs: -300, probeAtMs: 500, failedProbes: 2 });
  });

  it('that was half-open comes back open, and due for a probe at once', () => {
    const restored = restoreBreaker(describeBreaker(HALF_OPEN, 0), 0, 5_000);
    expect(restored).toMatchObject({ kind: 'open', probeAtMs: 5_000, failedProbes: 2 });
  });

  it('that was closed comes back with its failures in a row', () => {
    const snapshot = describeBreaker({ kind: 'closed', generation: 3, run: 4 }, 0);
    expect(restoreBreaker(snapshot, 0, 0)).toEqual({ kind: 'closed', generation: 0, run: 4 });
  });

  it('shares nothing with the state', () => {
    const snapshot = describeBreaker(HALF_OPEN, 0);
    Object.assign(snapshot, { allowance: 99 });
    expect(HALF_OPEN.allowance).toBe(4);
    expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot);
  });
});
