import type { BreakerSnapshot } from '../../report/snapshot.ts';
import type { BreakerState } from './breaker-state.ts';

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

/** The state that a snapshot describes. A target that was being tried again is open, and due for a probe at once. */
export function restoreBreaker(snapshot: BreakerSnapshot, wallOffsetMs: number, nowMs: number): BreakerState {
  if (snapshot.state === 'closed') return { kind: 'closed', generation: 0, run: snapshot.failuresInARow };
  const { failedProbes } = snapshot;
  const downSinceMs = snapshot.downSince - wallOffsetMs;
  const probeAtMs = snapshot.state === 'open' ? snapshot.probeAt - wallOffsetMs : nowMs;
  return { kind: 'open', generation: 1, downSinceMs, usualPerSecond: 0, probeAtMs, failedProbes };
}
