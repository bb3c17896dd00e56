import { describe, expect, it } from 'vitest';
import { OPEN, OPTIONS, probing } from '../../../test/breaker-steps.ts';
import { CLOSED } from './breaker-state.ts';
import { trickleAt } from './trickle.ts';
import type { Waiter } from './waiting-room.ts';

const options = { ...OPTIONS, whenOpen: 'fail', probeAfterMs: Infinity } as const;

function known(attemptsMade = 1): Parameters<typeof trickleAt>[0] {
  const room = { first: () => ({ attemptsMade }) as Waiter };
  return { breaker: CLOSED, options, room, trickledAtMs: 5_000 };
}

function at(target: Parameters<typeof trickleAt>[0], arrivalsPerSecond: number): number {
  return trickleAt(target, { perSecond: () => arrivalsPerSecond }, 0);
}

describe('a retry that waits where calls are to fail', () => {
  it('goes when two calls have come since the last one went, and after a quarter of a second where fewer do', () => {
    expect([400, 8, 1, 0].map((perSecond) => at(known(), perSecond))).toEqual([5_005, 5_250, 5_250, 5_250]);
  });

  it('leaves the probe to a call that comes, for as long', () => {
    expect(at({ ...known(), breaker: OPEN, trickledAtMs: 0 }, 400)).toBe(1_005);
    expect(at({ ...known(), breaker: probing() }, 400)).toBe(5_005);
  });

  it('does not leave it a probe whose time the policy names', () => {
    expect(
      at({ ...known(), breaker: OPEN, options: { ...options, probeAfterMs: 1_000 }, trickledAtMs: -Infinity }, 400),
    ).toBe(-Infinity);
  });

  it('goes as soon as it can where calls may wait', () => {
    expect(at({ ...known(), options: OPTIONS }, 8)).toBe(-Infinity);
  });
});

describe('a call that has just come, where calls are to fail', () => {
  it('carries the probe as soon as one is due', () => {
    expect(at({ ...known(0), breaker: OPEN }, 400)).toBe(-Infinity);
    expect(at({ ...known(0), breaker: probing() }, 400)).toBe(-Infinity);
  });

  it('is one of a crowd once the verdict that it has waited for is there', () => {
    expect(at(known(0), 400)).toBe(5_005);
  });
});
