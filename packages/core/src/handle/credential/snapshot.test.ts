import { describe, expect, it } from 'vitest';
import type { CredentialPause } from './pause.ts';
import { describePauses, restorePause } from './snapshot.ts';

const HOUR_MS = 3_600_000;
/** The wall clock says so much more than the monotonic one, milliseconds. */
const OFFSET_MS = 1_000_000.25;

function pause(probeAtMs: number): CredentialPause {
  return { reason: 'billing', sinceMs: 100.5, refusedAtMs: 200, probeAtMs, failedProbes: 3 };
}

describe('paused credentials in a snapshot', () => {
  it('are told in wall-clock time, to the millisecond', () => {
    expect(describePauses(new Map([['team a', pause(60_100)]]), OFFSET_MS, 500)).toEqual([
      { credential: 'team a', reason: 'billing', since: 1_000_101, probeAt: 1_060_100, failedProbes: 3 },
    ]);
  });

  it('are left out an hour after they might have been tried again', () => {
    const shown = (nowMs: number): number => describePauses(new Map([['', pause(1_000)]]), OFFSET_MS, nowMs).length;
    expect([shown(1_000 + HOUR_MS - 1), shown(1_000 + HOUR_MS)]).toEqual([1, 0]);
  });

  it('come back as they were, by another clock; nothing is in flight that was sent before', () => {
    const [told] = describePauses(new Map([['team a', pause(60_100)]]), 1_000_000, 500);
    expect(restorePause(told!, 990_000)).toEqual({
      reason: 'billing',
      sinceMs: 10_101,
      refusedAtMs: 10_101,
      probeAtMs: 70_100,
      failedProbes: 3,
    });
  });
});
