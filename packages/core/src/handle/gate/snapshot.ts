import type { BreakerSnapshot, TargetSnapshot } from '../../report/snapshot.ts';
import type { BreakerState } from './breaker-state.ts';
import { type Cooldown, rateAt, shutUntil } from './cooldown.ts';

/**
 * A breaker's state as plain data.
 *
 * @param wallOffsetMs - wall clock less monotonic clock, milliseconds: instants leave the process as wall-clock time.
 */
export function describeBreaker(state: BreakerState, wallOffsetMs: number): BreakerSnapshot {
  if (state.kind === 'closed') return { state: 'closed', failuresInARow: state.run };
  const { failedProbes } = state;
  const downSince = Math.round(state.downSinceMs + wallOffsetMs);
  if (state.kind === 'half-open') return { state: 'half-open', downSince, failedProbes, allowance: state.allowance };
  return { state: 'open', downSince, failedProbes, probeAt: Math.round(state.probeAtMs + wallOffsetMs) };
}

/**
 * The state that a snapshot describes. A target that was being tried again is open, and due for a probe at once.
 *
 * @param longestMs - how long it stays shut at most: clocks differ, and files are old.
 */
export function restoreBreaker(
  snapshot: BreakerSnapshot,
  wallOffsetMs: number,
  nowMs: number,
  longestMs: number,
): BreakerState {
  if (snapshot.state === 'closed') return { kind: 'closed', generation: 0, run: snapshot.failuresInARow };
  const { failedProbes } = snapshot;
  const downSinceMs = Math.min(snapshot.downSince - wallOffsetMs, nowMs);
  const dueMs = snapshot.state === 'open' ? snapshot.probeAt - wallOffsetMs : nowMs;
  const probeAtMs = Math.min(dueMs, nowMs + longestMs);
  return {
    kind: 'open',
    generation: 1,
    downSinceMs,
    cycleMs: 0,
    reached: 0,
    usualPerSecond: 0,
    probeAtMs,
    failedProbes,
  };
}

/** A cooldown as plain data; undefined while the target asks for nothing. */
export function describeCooldown(
  state: Cooldown | undefined,
  wallOffsetMs: number,
  nowMs: number,
): TargetSnapshot['cooldown'] {
  if (state === undefined) return undefined;
  const until = Math.round(state.untilMs + wallOffsetMs);
  return { until, perSecond: rateAt(state, Math.max(nowMs, state.untilMs)) };
}

/** The cooldown that a snapshot describes, where it is not over yet. @param longestMs - as for the breaker. */
export function restoreCooldown(
  snapshot: TargetSnapshot['cooldown'],
  wallOffsetMs: number,
  nowMs: number,
  longestMs: number,
): Cooldown | undefined {
  if (snapshot === undefined || snapshot.until - wallOffsetMs <= nowMs) return undefined;
  return shutUntil(Math.min(snapshot.until - wallOffsetMs, nowMs + longestMs), snapshot.perSecond, nowMs);
}
