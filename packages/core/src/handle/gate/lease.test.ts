import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../testing/fake-clock.ts';
import { Timers } from '../../timers.ts';
import { type BreakerState, CLOSED } from './breaker-state.ts';
import { transition } from './breaker.ts';
import { lease, leaseMs, type LeaseTerms } from './lease.ts';
import type { Permit } from './permit.ts';
import { Usual } from './usual.ts';

const OPEN: BreakerState = {
  kind: 'open',
  generation: 1,
  downSinceMs: 0,
  cycleMs: 0,
  reached: 0,
  usualPerSecond: 8,
  probeAtMs: 0,
  failedProbes: 0,
};
const OPTIONS = {
  threshold: 5,
  ratio: 0.9,
  minimumCalls: 20,
  probeAfterMs: Infinity,
  maxProbeAfterMs: 2_000,
  probes: 1,
  whenOpen: 'wait',
} as const;
const PROBING = transition(OPEN, { type: 'permit-requested', nowMs: 0 }, OPTIONS);

const FAILS = { ...OPTIONS, whenOpen: 'fail' } as const;

function usually(durationMs: number): Usual {
  const usual = new Usual();
  usual.note(1, durationMs, 0, true);
  return usual;
}

describe('the place of an attempt at a target that is tried again', () => {
  it('is kept by a probe for ten times what an answer usually takes', () => {
    expect(leaseMs(PROBING, usually(150), OPTIONS)).toBe(1_500);
  });

  it('is kept by a probe for one second at least, and for two at most, however long answers take', () => {
    expect(leaseMs(PROBING, usually(5), OPTIONS)).toBe(1_000);
    expect(leaseMs(PROBING, usually(8_000), OPTIONS)).toBe(2_000);
  });

  // Defect: after a black hole, calls were lost for as long as the last probe hung, 600 ms where answers take 60.
  it('is kept where nobody may wait until the next probe would be due, or nobody waits for its verdict', () => {
    const busy = { ...PROBING, usualPerSecond: 400 } as BreakerState;
    expect([PROBING, busy].map((state) => Math.round(leaseMs(state, usually(5), FAILS)))).toEqual([544, 77]);
    expect([80, 5_000].map((durationMs) => leaseMs(busy, usually(durationMs), FAILS))).toEqual([160, 1_000]);
    expect(leaseMs(busy, new Usual(), FAILS)).toBe(1_000);
  });

  it('is kept as everywhere where nobody may wait, but the policy says when to probe', () => {
    expect(leaseMs(PROBING, usually(150), { ...FAILS, probeAfterMs: 1_000 })).toBe(1_500);
  });

  it('is kept for half a minute where nothing is known of answers', () => {
    expect(leaseMs(PROBING, new Usual(), OPTIONS)).toBe(30_000);
  });

  it('is kept for half a minute once a probe was good: a slow answer is no reason to send more', () => {
    expect(leaseMs({ ...PROBING, tried: 1 } as BreakerState, usually(50), OPTIONS)).toBe(30_000);
    expect(leaseMs(CLOSED, usually(50), OPTIONS)).toBe(30_000);
  });
});

describe('an attempt that is out for long at a target that is tried again', () => {
  /** What is told of an attempt that was sent at 100 ms, and when. */
  async function told(terms: LeaseTerms): Promise<{ news: unknown[]; permit: Permit }> {
    const clock = fakeClock();
    await clock.advance(100);
    const permit: Permit = { generation: 1, number: 1, sinceMs: 0, sentAtMs: 100, lease: undefined };
    const news: unknown[] = [];
    lease(permit, terms, new Timers(clock), ({ outcome, sign }, nowMs) => news.push([nowMs, outcome, sign]));
    await clock.advance(100_000);
    return { news, permit };
  }

  it('is as good as answered once it has outlived the failures, and gives its place back after half a minute', async () => {
    const { news, permit } = await told({ placeMs: 30_000, outlivedMs: 300 });
    expect(news).toEqual([
      [400, 'success', 'outlived'],
      [30_100, 'neutral', 'ended'],
    ]);
    expect(permit.outlived).toBe(true);
  });

  it('gives its place back, and tells nothing, where its place is over before that', async () => {
    const { news, permit } = await told({ placeMs: 1_000, outlivedMs: 2_000 });
    expect(news).toEqual([[1_100, 'neutral', 'ended']]);
    expect(permit.outlived).toBeUndefined();
  });
});
