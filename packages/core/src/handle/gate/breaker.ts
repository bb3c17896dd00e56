/**
 * Whether a target counts as up, down, or being tried again.
 *
 * A generation begins with every change of `kind`. A permit carries the generation it was given in, and its result
 * counts in no other: what was sent before the breaker opened says nothing about whether the target is back.
 */
export type BreakerState =
  | {
      readonly kind: 'closed';
      readonly generation: number;
      /** Failures since the last success. */
      readonly run: number;
    }
  | {
      readonly kind: 'open';
      readonly generation: number;
      /** When the target went down: the first opening since it was last closed. */
      readonly downSinceMs: number;
      readonly probeAtMs: number;
      /** Probes that failed since then; the open time grows with it. */
      readonly failedProbes: number;
    }
  | {
      readonly kind: 'half-open';
      readonly generation: number;
      readonly downSinceMs: number;
      readonly failedProbes: number;
      /** A round is one batch of `allowance` results. A failure cuts the allowance of its own round only. */
      readonly round: number;
      /** Attempts that may be in flight at once. */
      readonly allowance: number;
      readonly inFlight: number;
      /** Results of this round. */
      readonly successes: number;
      readonly failures: number;
    };

export type BreakerEvent =
  | { readonly type: 'permit-requested'; readonly nowMs: number }
  | {
      readonly type: 'attempt-settled';
      readonly nowMs: number;
      readonly generation: number;
      readonly round: number;
      /** It took so long that its place went to another: there is none to give back. */
      readonly lapsed: boolean;
      /** `neutral`: cancelled, refused, or a failure that says nothing about the target. It only gives its place back. */
      readonly outcome: 'success' | 'failure' | 'neutral';
      /** The window, this attempt included. */
      readonly calls: number;
      readonly failures: number;
      /** Attempts in flight at once while all was well: what the ramp climbs back to. */
      readonly usualInFlight: number;
      /** Calls waiting at the gate. */
      readonly waiting: number;
      /** [0, 1), for the open time. */
      readonly random: number;
    };

export interface BreakerOptions {
  readonly threshold: number;
  readonly ratio: number;
  readonly minimumCalls: number;
  readonly probeAfterMs: number;
  readonly maxProbeAfterMs: number;
  readonly probes: number;
}

export const CLOSED: BreakerState = { kind: 'closed', generation: 0, run: 0 };

/**
 * Failures in a row that chance alone still makes, one time in a million, at the failure rate seen before them.
 * A brownout at 1,000 calls a second has five in a row several times a second; that is no outage.
 */
const CHANCE = Math.log(1e-6);

/** The next state. The same object when nothing changed, so `state !== before` means that a permit was given. */
export function transition(state: BreakerState, event: BreakerEvent, options: BreakerOptions): BreakerState {
  return event.type === 'permit-requested' ? request(state, event.nowMs, options) : settle(state, event, options);
}

type Settled = Extract<BreakerEvent, { type: 'attempt-settled' }>;
type HalfOpen = Extract<BreakerState, { kind: 'half-open' }>;

function request(state: BreakerState, nowMs: number, options: BreakerOptions): BreakerState {
  if (state.kind === 'half-open') {
    return state.inFlight < state.allowance ? { ...state, inFlight: state.inFlight + 1 } : state;
  }
  if (state.kind === 'closed' || nowMs < state.probeAtMs) return state;
  return {
    kind: 'half-open',
    generation: state.generation + 1,
    downSinceMs: state.downSinceMs,
    failedProbes: state.failedProbes,
    round: 0,
    allowance: options.probes,
    inFlight: 1,
    successes: 0,
    failures: 0,
  };
}

function settle(state: BreakerState, event: Settled, options: BreakerOptions): BreakerState {
  if (event.generation !== state.generation || state.kind === 'open') return state;
  if (state.kind === 'half-open') return settleProbe(state, event, options);
  if (event.outcome === 'neutral') return state;
  if (event.outcome === 'success') return state.run === 0 ? state : { ...state, run: 0 };
  const run = state.run + 1;
  const down = run >= requiredRun(run, event, options) || isMostlyFailing(event, options);
  return down ? open(state.generation, event, event.nowMs, 0, options) : { ...state, run };
}

function requiredRun(run: number, { calls, failures }: Settled, { threshold, minimumCalls }: BreakerOptions): number {
  if (run < threshold) return threshold;
  const callsBefore = calls - run;
  if (callsBefore < minimumCalls || failures <= run) return threshold;
  const ratioBefore = (failures - run) / callsBefore;
  return ratioBefore >= 1 ? threshold : Math.max(threshold, Math.ceil(CHANCE / Math.log(ratioBefore)));
}

function isMostlyFailing({ calls, failures }: Settled, { ratio, minimumCalls }: BreakerOptions): boolean {
  return calls >= minimumCalls && failures > calls * ratio;
}

function settleProbe(state: HalfOpen, event: Settled, options: BreakerOptions): BreakerState {
  const inFlight = event.lapsed ? state.inFlight : state.inFlight - 1;
  if (event.outcome === 'neutral' || event.round !== state.round) return { ...state, inFlight };
  const successes = state.successes + (event.outcome === 'success' ? 1 : 0);
  const failures = state.failures + (event.outcome === 'failure' ? 1 : 0);
  if (failures > toleratedFailures(state.allowance, options)) {
    if (state.allowance <= options.probes) {
      return open(state.generation, event, state.downSinceMs, state.failedProbes + 1, options);
    }
    const allowance = Math.max(options.probes, Math.floor(state.allowance / 2));
    return { ...state, inFlight, allowance, round: state.round + 1, successes: 0, failures: 0 };
  }
  if (successes + failures < state.allowance) return { ...state, inFlight, successes, failures };
  const climbed = state.allowance >= event.usualInFlight;
  if (climbed && event.waiting === 0) return { kind: 'closed', generation: state.generation + 1, run: 0 };
  // Doubling up to what was usual; from there a step at a time, because nobody knows where the ceiling is now.
  const allowance = climbed ? state.allowance + options.probes : state.allowance * 2;
  return { ...state, inFlight, allowance, round: state.round + 1, successes: 0, failures: 0 };
}

/** The first probes must all succeed. A wider round may hold the errors that are tolerated when closed, by half. */
function toleratedFailures(allowance: number, { probes, ratio }: BreakerOptions): number {
  return allowance <= probes ? 0 : Math.floor((allowance * Math.min(ratio, 1)) / 2);
}

function open(
  generation: number,
  { nowMs, random }: Settled,
  downSinceMs: number,
  failedProbes: number,
  { probeAfterMs, maxProbeAfterMs }: BreakerOptions,
): BreakerState {
  const ceilingMs = Math.min(maxProbeAfterMs, probeAfterMs * 2 ** failedProbes);
  // Jittered downwards, so that many processes do not probe in step.
  const openForMs = ceilingMs * (1 - random / 2);
  return { kind: 'open', generation: generation + 1, downSinceMs, probeAtMs: nowMs + openForMs, failedProbes };
}
