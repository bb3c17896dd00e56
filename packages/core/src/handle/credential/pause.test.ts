import { describe, expect, it } from 'vitest';
import type { Classification } from '../../classify/classification.ts';
import { type CredentialPause, pauseOf, pauseReason, probing, type Refused } from './pause.ts';

const OPTIONS = { probeAfterMs: 60_000, maxProbeAfterMs: 600_000 };
const REFUSED: Refused = { nowMs: 1_000, sentAtMs: 900, reason: 'billing', resetInMs: undefined };

/** The pause after this many failed probes, each sent when it was due. */
function pauseAfter(failedProbes: number): CredentialPause {
  let pause = pauseOf(undefined, REFUSED, OPTIONS);
  for (let probe = 0; probe < failedProbes; probe++) {
    const sentAtMs = pause.probeAtMs;
    pause = pauseOf(pause, { ...REFUSED, sentAtMs, nowMs: sentAtMs + 50 }, OPTIONS);
  }
  return pause;
}

describe('the pause of a credential', () => {
  it('is for an account without money or quota, and not for what concerns a model or a request', () => {
    const failed = { reason: 'billing', scope: 'credential' } as Classification;
    expect(pauseReason(failed)).toBe('billing');
    expect(pauseReason({ ...failed, reason: 'quota_exhausted' })).toBe('quota_exhausted');
    expect(pauseReason({ ...failed, reason: 'authentication' } as unknown as Classification)).toBeUndefined();
    expect(pauseReason({ ...failed, scope: 'model' } as unknown as Classification)).toBeUndefined();
  });

  it('begins with the refusal, and doubles with each failed probe up to its longest', () => {
    expect(pauseAfter(0)).toEqual({
      reason: 'billing',
      sinceMs: 1_000,
      refusedAtMs: 1_000,
      probeAtMs: 61_000,
      failedProbes: 0,
    });
    const waits = [0, 1, 2, 3, 4, 5].map((count) => {
      const { refusedAtMs, probeAtMs, failedProbes, sinceMs } = pauseAfter(count);
      expect([failedProbes, sinceMs]).toEqual([count, 1_000]);
      return (probeAtMs - refusedAtMs) / 60_000;
    });
    expect(waits).toEqual([1, 2, 4, 8, 10, 10]);
  });

  it('is left as it is by what was sent before it, to the millisecond', () => {
    const before = pauseAfter(0);
    expect(pauseOf(before, { ...REFUSED, sentAtMs: 1_000, nowMs: 5_000 }, OPTIONS)).toBe(before);
    expect(pauseOf(before, { ...REFUSED, sentAtMs: 1_001, nowMs: 5_000 }, OPTIONS).failedProbes).toBe(1);
  });

  it('ends at the reset of the quota where that comes sooner, unless it is nearer than any probe', () => {
    const before = pauseAfter(2);
    const waitWith = (resetInMs: number): number => {
      const { probeAtMs, refusedAtMs } = pauseOf(before, { ...REFUSED, sentAtMs: 1e9, nowMs: 2e9, resetInMs }, OPTIONS);
      return probeAtMs - refusedAtMs;
    };
    expect(waitWith(59_999)).toBe(480_000);
    expect(waitWith(60_000)).toBe(60_000);
    expect(waitWith(100_000)).toBe(100_000);
    expect(waitWith(481_000)).toBe(480_000);
  });

  it('lets nobody go for a minute while a probe is out', () => {
    const pause = pauseAfter(1);
    expect(probing(pause, 500_000)).toEqual({ ...pause, probeAtMs: 560_000 });
  });
});
