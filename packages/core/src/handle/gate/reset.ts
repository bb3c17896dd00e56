import type { BreakerState } from './breaker-state.ts';
import type { Cooldown } from './cooldown.ts';

/**
 * The breaker after it was reset by hand: closed. While calls wait it is due for a probe at once instead, because a
 * crowd let go together is what the ramp is there to prevent.
 */
export function resetBreaker(state: BreakerState, waiting: number, nowMs: number): BreakerState {
  const generation = state.generation + 1;
  if (waiting === 0 || state.kind === 'closed') return { kind: 'closed', generation, run: 0 };
  const { downSinceMs, cycleMs, reached, usualPerSecond } = state;
  return { kind: 'open', generation, downSinceMs, cycleMs, reached, usualPerSecond, probeAtMs: nowMs, failedProbes: 0 };
}

/** The cooldown after that: forgotten. While calls wait it is over, and they go out at its pace. */
export function resetCooldown(cooldown: Cooldown | undefined, waiting: number, nowMs: number): Cooldown | undefined {
  if (waiting === 0 || cooldown === undefined) return undefined;
  return { ...cooldown, untilMs: nowMs, nextAtMs: nowMs, spacedAtMs: nowMs, quota: undefined };
}
