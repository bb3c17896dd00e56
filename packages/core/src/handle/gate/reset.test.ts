import { describe, expect, it } from 'vitest';
import type { BreakerState } from './breaker-state.ts';
import { type Cooldown, transition } from './cooldown.ts';
import { resetBreaker, resetCooldown } from './reset.ts';

const OPEN: BreakerState = {
  kind: 'open',
  generation: 7,
  downSinceMs: 100,
  cycleMs: 0,
  reached: 0,
  usualPerSecond: 8,
  failedProbes: 3,
  probeAtMs: 9_000,
};

describe('a breaker that is reset', () => {
  it('is closed, in a generation of its own: results from before move nothing', () => {
    expect(resetBreaker(OPEN, 0, 500)).toEqual({ kind: 'closed', generation: 8, run: 0 });
    const closed = { kind: 'closed', generation: 2, run: 4 } as const;
    expect(resetBreaker(closed, 0, 500)).toEqual({ kind: 'closed', generation: 3, run: 0 });
  });

  it('is due for a probe at once while calls wait, and down since it went down', () => {
    expect(resetBreaker(OPEN, 1, 500)).toEqual({ ...OPEN, generation: 8, probeAtMs: 500, failedProbes: 0 });
  });

  it('that was closed stays closed, whoever waits: they wait for something else', () => {
    const closed = { kind: 'closed', generation: 2, run: 4 } as const;
    expect(resetBreaker(closed, 5, 500)).toEqual({ kind: 'closed', generation: 3, run: 0 });
  });
});

describe('a cooldown that is reset', () => {
  const cooldown = transition(undefined, {
    type: 'throttled',
    nowMs: 0,
    sentAtMs: 0,
    hintMs: 8_000,
    deliveredPerSecond: 10,
    hasty: false,
    random: 0,
  }) as Cooldown;

  it('is forgotten where nobody waits', () => {
    expect(resetCooldown(cooldown, 0, 500)).toBeUndefined();
    expect(resetCooldown(undefined, 3, 500)).toBeUndefined();
  });

  it('is over while calls wait, and keeps its pace', () => {
    const quota = { perSecond: 1, untilMs: 60_000 };
    expect(resetCooldown({ ...cooldown, quota }, 3, 500)).toEqual({
      ...cooldown,
      untilMs: 500,
      nextAtMs: 500,
      spacedAtMs: 500,
      quota: undefined,
    });
  });
});
