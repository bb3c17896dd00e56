import { describe, expect, it } from 'vitest';
import { fail, OPTIONS, request, settle } from '../../../test/breaker-steps.ts';
import { type BreakerState, CLOSED } from './breaker-state.ts';

const FLAPPING = { ...OPTIONS, probeAfterMs: Infinity, maxProbeAfterMs: 2_000 };
const WAITING = { usualInFlight: 64, waiting: 100, callsPerSecond: 8 };

type Open = Extract<BreakerState, { kind: 'open' }>;

const START_MS = 1_000;

/** Goes down at the start, and then so many probes fail. */
function down(failedProbes: number): Open {
  let state = settle(fail(CLOSED, 4), 'failure', { ...WAITING, nowMs: START_MS, calls: 5 }, FLAPPING);
  for (let probe = 0; probe < failedProbes; probe++) {
    const { probeAtMs } = state as Open;
    state = settle(request(state, probeAtMs, FLAPPING), 'failure', { ...WAITING, nowMs: probeAtMs }, FLAPPING);
  }
  return state as Open;
}

/** Comes back with its next probe, and is down again at `nowMs`, with eight failures in a row and more. */
function downAgain(before: Open, nowMs: number): Open {
  const { probeAtMs } = before;
  let state = settle(request(before, probeAtMs, FLAPPING), 'success', { ...WAITING, nowMs: probeAtMs }, FLAPPING);
  while (state.kind === 'half-open') state = settle(state, 'failure', { ...WAITING, nowMs }, FLAPPING);
  return state as Open;
}

/** How long it stays open, and the probes after it, milliseconds. */
function intervals(state: Open, nowMs: number, count: number): number[] {
  const found: number[] = [];
  let next = state;
  for (let atMs = nowMs; found.length < count; atMs = next.probeAtMs) {
    if (found.length > 0) {
      next = settle(request(next, atMs, FLAPPING), 'failure', { ...WAITING, nowMs: atMs }, FLAPPING) as Open;
    }
    found.push(next.probeAtMs - atMs);
  }
  return found;
}

describe('a target that flaps', () => {
  it('is down anew when it was back', () => {
    expect(downAgain(down(3), 11_000)).toMatchObject({ downSinceMs: 11_000, cycleMs: 10_000, failedProbes: 0 });
  });

  it('is probed thirty-two times from one outage to the next', () => {
    expect(intervals(downAgain(down(3), 21_000), 21_000, 3)).toEqual([625, 625, 625]);
  });

  it('is let out half as many calls at once as it took the last time, as soon as it is back', () => {
    const usual = { ...WAITING, usualInFlight: 20, usualMs: 50 };
    const takes = (state: BreakerState): number => (state.kind === 'half-open' ? state.allowance : 0);
    const back = (before: Open): BreakerState =>
      settle(request(before, before.probeAtMs, FLAPPING), 'success', { ...usual, nowMs: before.probeAtMs }, FLAPPING);
    let state = back(down(3));
    // A quarter of what is usual, where nothing else is known.
    expect(takes(state)).toBe(5);
    const nowMs = 20_000;
    while (takes(state) < 50) state = settle(state, 'success', { ...usual, nowMs }, FLAPPING);
    const reached = takes(state);
    while (state.kind === 'half-open') state = settle(state, 'failure', { ...usual, nowMs }, FLAPPING);
    expect(takes(back(state as Open))).toBe(Math.ceil(reached / 2));
    const { probeAtMs } = state as Open;
    const outlived = { ...usual, nowMs: probeAtMs, sign: 'outlived' } as const;
    const hanging = settle(request(state, probeAtMs, FLAPPING), 'success', outlived, FLAPPING);
    expect(takes(hanging)).toBeLessThanOrEqual(20);
  });

  it('is not probed more often than any target is at first', () => {
    expect(intervals(downAgain(down(3), 2_000), 2_000, 2)).toEqual([50, 50]);
  });

  it('is probed no less often than another', () => {
    expect(intervals(downAgain(down(3), 101_000), 101_000, 2)).toEqual([1_000, 1_000]);
  });

  it('is probed as any other once it has been down for longer than one turn', () => {
    const again = downAgain(down(3), 21_000);
    const later = settle(request(again, 41_000, FLAPPING), 'failure', { ...WAITING, nowMs: 41_000 }, FLAPPING) as Open;
    expect(later.probeAtMs).toBe(43_000);
  });
});
