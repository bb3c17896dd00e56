import type { BreakerEvent, BreakerOptions, BreakerState, Settled } from './breaker-state.ts';
import { opened } from './opening.ts';
import { requestTry, settleTry } from './ramp.ts';

/** A run of failures is no outage before it has lasted this long at the usual rate of calls, seconds. */
const SHORTEST_RUN_S = 0.1;
/**
 * Failures in a row that chance alone still makes, one time in a million, at the failure rate seen before them.
 * A brownout at 1,000 calls a second has five in a row more than once a second; that is no outage.
 */
const CHANCE = Math.log(1e-6);

/** The next state. The same object when nothing changed, so `state !== before` means that a permit was given. */
export function transition(state: BreakerState, event: BreakerEvent, options: BreakerOptions): BreakerState {
  return event.type === 'permit-requested' ? request(state, event.nowMs, options) : settle(state, event, options);
}

function request(state: BreakerState, nowMs: number, options: BreakerOptions): BreakerState {
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
  const down = run >= requiredRun(run, event, options) || isMostlyFailing(event, options);
  if (!down) return { ...state, run };
  const { generation } = state;
  const { nowMs, callsPerSecond } = event;
  return opened({ generation, downSinceMs: nowMs, usualPerSecond: callsPerSecond, failedProbes: 0 }, event, options);
}

/**
 * How many failures in a row are an outage: the threshold, but never fewer than chance makes at the failure rate seen
 * before the run, nor fewer than a tenth of a second brings, where five in a row pass in the blink of an eye.
 */
function requiredRun(run: number, event: Settled, { threshold, minimumCalls }: BreakerOptions): number {
  if (run < threshold) return threshold;
  const before = Math.max(
    ratioBefore(run, event.calls, event.failures, minimumCalls),
    ratioBefore(run, event.recentCalls, event.recentFailures, minimumCalls),
  );
  const byChance = before <= 0 || before >= 1 ? 0 : Math.ceil(CHANCE / Math.log(before));
  return Math.max(threshold, byChance, Math.ceil(event.callsPerSecond * SHORTEST_RUN_S));
}

/** The share of failures before the run; 0 where too few calls went before it. */
function ratioBefore(run: number, calls: number, failures: number, minimumCalls: number): number {
  const callsBefore = calls - run;
  return callsBefore < minimumCalls || failures <= run ? 0 : (failures - run) / callsBefore;
}

function isMostlyFailing({ calls, failures }: Settled, { ratio, minimumCalls }: BreakerOptions): boolean {
  return calls >= minimumCalls && failures > calls * ratio;
}
