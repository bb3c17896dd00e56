import { describe, expect, it } from 'vitest';
import type { BreakerState } from './breaker-state.ts';
import { type Cooldown, rateAt, shutUntil } from './cooldown.ts';
import { describeBreaker, describeCooldown, restoreBreaker, restoreCooldown } from './snapshot.ts';

const DOWN = { downSinceMs: 100, cycleMs: 0, reached: 0, usualPerSecond: 8, failedProbes: 2 };
const OPEN: BreakerState = { kind: 'open', generation: 7, ...DOWN, probeAtMs: 900 };
const HALF_OPEN: Extract<BreakerState, { kind: 'half-open' }> = {
  kind: 'half-open',
  generation: 8,
  ...DOWN,
  pacedAtMs: 950,
  pace: 1,
  allowance: 4,
  inFlight: 2,
  batch: 4,
  successes: 1,
  failures: 0,
  slowed: 0,
  run: 0,
  endedAtMs: 0,
  proven: false,
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

  it('tells how far it has been tried again', () => {
    expect(describeBreaker(HALF_OPEN, 1_000_000)).toEqual({
      state: 'half-open',
      downSince: 1_000_100,
      failedProbes: 2,
      allowance: 4,
    });
  });

  it('comes back open until the same wall-clock instant, in a process whose clock began elsewhere', () => {
    const restored = restoreBreaker(describeBreaker(OPEN, 1_000_000), 1_000_400, 50, 2_000);
    expect(restored).toMatchObject({ kind: 'open', downSinceMs: -300, probeAtMs: 500, failedProbes: 2 });
  });

  it('that was half-open comes back open, and due for a probe at once', () => {
    const restored = restoreBreaker(describeBreaker(HALF_OPEN, 0), 0, 5_000, 2_000);
    expect(restored).toMatchObject({ kind: 'open', probeAtMs: 5_000, failedProbes: 2 });
  });

  it('comes back for no longer than the policy keeps a breaker open: the other clock may have been an hour ahead', () => {
    const snapshot = describeBreaker({ ...OPEN, downSinceMs: 3_600_000, probeAtMs: 3_600_800 }, 0);
    expect(restoreBreaker(snapshot, 0, 100, 2_000)).toMatchObject({ downSinceMs: 100, probeAtMs: 2_100 });
  });

  it('that was closed comes back with its failures in a row', () => {
    const snapshot = describeBreaker({ kind: 'closed', generation: 3, run: 4 }, 0);
    expect(restoreBreaker(snapshot, 0, 0, 2_000)).toEqual({ kind: 'closed', generation: 0, run: 4 });
  });

  it('shares nothing with the state', () => {
    const snapshot = describeBreaker(HALF_OPEN, 0);
    Object.assign(snapshot, { allowance: 99 });
    expect(HALF_OPEN.allowance).toBe(4);
    expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot);
  });
});

describe('a cooldown as plain data', () => {
  const cooling = shutUntil(60_000, 8.5, 0);

  it('comes back shut until the same instant, and at the same pace', () => {
    const snapshot = describeCooldown(cooling, 1_000, 0);
    expect(snapshot).toEqual({ until: 61_000, perSecond: 8.5 });
    const restored = restoreCooldown(snapshot, 500, 100, 120_000) as Cooldown;
    expect([restored.untilMs, rateAt(restored, 60_500)]).toEqual([60_500, 8.5]);
  });

  it('comes back for no longer than a target is believed, and not at all when it is over', () => {
    const snapshot = describeCooldown(cooling, 0, 0);
    expect(restoreCooldown(snapshot, 0, 100, 5_000)).toMatchObject({ untilMs: 5_100 });
    expect([restoreCooldown(snapshot, 0, 60_000, 5_000), restoreCooldown(undefined, 0, 0, 5_000)]).toEqual([
      undefined,
      undefined,
    ]);
  });
});
