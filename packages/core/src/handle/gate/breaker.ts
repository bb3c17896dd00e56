import { begun, type Untried } from './batch.ts';
import type { BreakerEvent, BreakerOptions, BreakerState, HalfOpen, Open, Settled } from './breaker-state.ts';
import { opened } from './opening.ts';
import { settleRun } from './failure-run.ts';
import { alive, isOutage } from './outage-run.ts';
import { closed, isAbandoned, requestTry, settleTry, wanted } from './ramp.ts';

/** The next state. The same object when nothing changed, so `state !== before` means that a permit was given. */
export function transition(state: BreakerState, event: BreakerEvent, options: BreakerOptions): BreakerState {
  if (event.type === 'attempt-settled') return settle(state, event, options);
  if (event.type === 'permit-requested') return request(state, event.nowMs, options);
  return state.kind === 'open' ? halfOpen(state, 0, event.nowMs, options) : state;
}

function request(state: BreakerState, nowMs: number, options: BreakerOptions): BreakerState {
  if (state.kind === 'half-open') return isAbandoned(state, nowMs) ? closed(state) : requestTry(state, nowMs);
  return state.kind === 'closed' || nowMs < state.probeAtMs ? state : halfOpen(state, 1, nowMs, options);
}

function halfOpen(state: Open, inFlight: number, nowMs: number, options: BreakerOptions): HalfOpen {
  const { probeAtMs: _, ...down } = state;
  const untried: Untried = {
    ...down,
    kind: 'half-open',
    generation: state.generation + 1,
    pacedAtMs: nowMs,
    endedAtMs: nowMs,
    pace: options.whenOpen === 'fail' ? Infinity : 1,
    inFlight,
    run: 0,
    proven: false,
    tried: 0,
    failed: 0,
  };
  return begun(untried, options.probes);
}

function settle(state: BreakerState, event: Settled, options: BreakerOptions): BreakerState {
  if (event.generation !== state.generation || state.kind === 'open') return state;
  if (state.kind === 'half-open') return settleTry(state, event, options);
  const after = settleRun(state, event);
  if (event.outcome !== 'failure') return after;
  if (!isOutage(after, event, options) && !isMostlyFailing(event, options)) return after;
  const { generation } = state;
  const { nowMs, callsPerSecond, arrivalsPerSecond } = event;
  // Attempts, of which many are the retries of now: the same calls come once while all is well.
  const usualPerSecond = wanted(Math.min(callsPerSecond, arrivalsPerSecond || callsPerSecond), event);
  const down = { generation, downSinceMs: nowMs, cycleMs: 0, reached: 0, usualPerSecond, failedProbes: 0 };
  return opened(down, event, options);
}

function isMostlyFailing(event: Settled, { ratio, minimumCalls }: BreakerOptions): boolean {
  return event.calls >= minimumCalls && event.failures > (event.calls + alive(event)) * ratio;
}
