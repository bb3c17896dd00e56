import type { BreakerEvent, BreakerOptions, BreakerState, Settled } from './breaker-state.ts';
import { opened } from './opening.ts';
import { settleRun } from './failure-run.ts';
import { isOutage } from './outage-run.ts';
import { isAbandoned, requestTry, settleTry } from './ramp.ts';

/** The next state. The same object when nothing changed, so `state !== before` means that a permit was given. */
export function transition(state: BreakerState, event: BreakerEvent, options: BreakerOptions): BreakerState {
  return event.type === 'permit-requested' ? request(state, event.nowMs, options) : settle(state, event, options);
}

function request(state: BreakerState, nowMs: number, options: BreakerOptions): BreakerState {
  if (state.kind === 'half-open' && isAbandoned(state, nowMs)) {
    return { kind: 'closed', generation: state.generation + 1, run: 0 };
  }
  if (state.kind === 'half-open') return requestTry(state, nowMs);
  if (state.kind === 'closed' || nowMs < state.probeAtMs) return state;
  return {
    kind: 'half-open',
    generation: state.generation + 1,
    downSinceMs: state.downSinceMs,
    usualPerSecond: state.usualPerSecond,
    failedProbes: state.failedProbes,
    pacedAtMs: nowMs,
    endedAtMs: nowMs,
    pace: options.whenOpen === 'fail' ? Infinity : 1,
    allowance: options.probes,
    inFlight: 1,
    batch: options.probes,
    successes: 0,
    failures: 0,
    slowed: 0,
    run: 0,
    proven: false,
    tried: 0,
    failed: 0,
  };
}

function settle(state: BreakerState, event: Settled, options: BreakerOptions): BreakerState {
  if (event.generation !== state.generation || state.kind === 'open') return state;
  if (state.kind === 'half-open') return settleTry(state, event, options);
  const after = settleRun(state, event);
  if (event.outcome !== 'failure') return after;
  const down = isOutage(after, event, options) || isMostlyFailing(event, options);
  if (!down) return after;
  const { generation } = state;
  const { nowMs, callsPerSecond, arrivalsPerSecond } = event;
  // Attempts, of which many are the retries of now: the same calls come once while all is well.
  const usualPerSecond = Math.min(callsPerSecond, arrivalsPerSecond || callsPerSecond);
  return opened({ generation, downSinceMs: nowMs, usualPerSecond, failedProbes: 0 }, event, options);
}

function isMostlyFailing(event: Settled, { ratio, minimumCalls }: BreakerOptions): boolean {
  const { calls, failures, alive } = event;
  return calls >= minimumCalls && failures > (calls + alive) * ratio;
}
