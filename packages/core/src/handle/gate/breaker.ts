import type { BreakerEvent, BreakerOptions, BreakerState, Settled } from './breaker-state.ts';
import { opened } from './opening.ts';
import { outageRun } from './outage-run.ts';
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
    pace: 1,
    round: 0,
    allowance: options.probes,
    inFlight: 1,
    batch: options.probes,
    successes: 0,
    failures: 0,
    slowed: 0,
    run: 0,
    tried: 0,
    failed: 0,
  };
}

function settle(state: BreakerState, event: Settled, options: BreakerOptions): BreakerState {
  if (event.generation !== state.generation || state.kind === 'open') return state;
  if (state.kind === 'half-open') return settleTry(state, event, options);
  if (event.outcome === 'neutral') return state;
  if (event.outcome === 'success') return state.run === 0 ? state : { ...state, run: 0 };
  const run = state.run + 1;
  const down = run >= outageRun(run, event, options) || isMostlyFailing(event, options);
  if (!down) return { ...state, run };
  const { generation } = state;
  const { nowMs, callsPerSecond } = event;
  return opened({ generation, downSinceMs: nowMs, usualPerSecond: callsPerSecond, failedProbes: 0 }, event, options);
}

function isMostlyFailing({ calls, failures }: Settled, { ratio, minimumCalls }: BreakerOptions): boolean {
  return calls >= minimumCalls && failures > calls * ratio;
}
