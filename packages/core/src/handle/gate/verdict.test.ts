import { describe, expect, it } from 'vitest';
import { OPEN, OPTIONS, probing } from '../../../test/breaker-steps.ts';
import { type BreakerState, CLOSED } from './breaker-state.ts';
import { Usual } from './usual.ts';
import { verdictMs } from './verdict.ts';

const options = { ...OPTIONS, probeAfterMs: Infinity };

function known(breaker: BreakerState, answerMs = 150): Parameters<typeof verdictMs>[0] {
  const usual = new Usual();
  usual.note(1, answerMs, 0, true);
  return { breaker, usual, options };
}

describe('the verdict of a probe', () => {
  it('is worth waiting for twice as long as an answer takes, and for one second at most', () => {
    expect([150, 499, 8_000].map((answerMs) => verdictMs(known(probing(), answerMs)))).toEqual([300, 998, 1_000]);
  });

  it('is not waited for where no probe is under way', () => {
    const none = { ...probing(), inFlight: 0 } as BreakerState;
    const good = { ...probing(), tried: 1 } as BreakerState;
    expect([CLOSED, OPEN, none, good].map((breaker) => verdictMs(known(breaker)))).toEqual([0, 0, 0, 0]);
  });

  it('is not waited for where the policy says when a target is probed', () => {
    expect(verdictMs({ ...known(probing()), options: OPTIONS })).toBe(0);
  });
});
