import { describe, expect, it } from 'vitest';
import { type BreakerOptions, type BreakerState, CLOSED } from './breaker-state.ts';
import { transition } from './breaker.ts';
import { Failing } from './failing.ts';
import { leaseTerms } from './lease-terms.ts';
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

/** How long an attempt keeps its place. */
function leaseMs(breaker: BreakerState, usual: Usual, options: BreakerOptions): number {
  return leaseTerms(breaker, new Failing(), usual, options).placeMs;
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

describe('what an attempt must outlive', () => {
  const PROVEN = { ...PROBING, tried: 1, proven: true, usualPerSecond: 100 } as BreakerState;

  /** With failures that took so long. */
  function outlivedMs(breaker: BreakerState, usual: Usual, failureMs: number): number {
    const failing = new Failing();
    if (failureMs > 0) failing.note(failureMs);
    return leaseTerms(breaker, failing, usual, OPTIONS).outlivedMs;
  }

  it('is the failures that were seen, three times over, until the target has answered', () => {
    expect(outlivedMs(PROBING, usually(8_000), 20_000)).toBe(60_000);
    expect(outlivedMs(PROBING, usually(8_000), 0)).toBe(Infinity);
    expect(outlivedMs(CLOSED, usually(8_000), 20_000)).toBe(60_000);
  });

  // Defect: after 20 s without answers that take 8 s, calls waited for another 19 s beyond the first good one.
  it('is no more than a refusal from then on: an eighth of an answer, and a second at least', () => {
    expect(outlivedMs(PROVEN, usually(16_000), 20_000)).toBe(2_000);
    expect(outlivedMs(PROVEN, usually(50), 20_000)).toBe(1_000);
    expect(outlivedMs(PROVEN, usually(16_000), 0)).toBe(2_000);
    expect(outlivedMs(PROVEN, usually(16_000), 100)).toBe(300);
  });

  it('is that only after 16 calls: who sends few is the smallest part of the crowd that comes back', () => {
    expect(outlivedMs({ ...PROVEN, usualPerSecond: 4 } as BreakerState, usually(16_000), 20_000)).toBe(4_000);
  });
});
