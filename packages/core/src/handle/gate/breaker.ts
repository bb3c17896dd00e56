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
      /** Of the successes, those that took much longer than usual: the upstream is queueing. */
      readonly slowed: number;
      /** Results of earlier rounds that went no further than was usual, and the failures among them. */
      readonly tried: number;
      readonly failed: number;
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
      /** The same of the newest part of it only. */
      readonly recentCalls: number;
      readonly recentFailures: number;
      /** Calls per second over the window. */
      readonly callsPerSecond: number;
      /** The attempt took much longer than usual. */
      readonly slowed: boolean;
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

/** A run of failures is no outage before it has lasted this long at the usual rate of calls, seconds. */
const SHORTEST_RUN_S = 0.1;
/**
 * The ramp doubles its allowance up to what was usual. From there, with calls still waiting, nobody knows where the
 * ceiling is: it grows by this share of itself a round, and shrinks a little when the upstream begins to queue.
 */
const GROWTH = 1 / 8;
const SHRINK = 0.9;
/** Share of failures beyond the usual ones from which a round is too wide. */
const LEAST_EXCESS = 0.04;

export const CLOSED: BreakerState = { kind: 'closed', generation: 0, run: 0 };

/**
 * Failures in a row that chance alone still makes, one time in a million, at the failure rate seen before them.
 * A brownout at 1,000 calls a second has five in a row more than once a second; that is no outage.
 */
const CHANCE = Math.log(1e-6);

/** The next state. The same object when nothing changed, so `state !== before` means that a permit was given. */
export function transition(state: BreakerState, event: BreakerEvent, options: BreakerOptions): BreakerState {
  return event.type === 'permit-requested' ? request(state, event.nowMs, options) : settle(state, event, options);
}

/** Whether the next attempt is to show if the target is back at all. */
export function isProbing(state: BreakerState, { probes }: BreakerOptions): boolean {
  return state.kind === 'open' || (state.kind === 'half-open' && state.allowance <= probes);
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
    slowed: 0,
    tried: 0,
    failed: 0,
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

function settleProbe(state: HalfOpen, event: Settled, options: BreakerOptions): BreakerState {
  const inFlight = event.lapsed ? state.inFlight : state.inFlight - 1;
  if (event.outcome === 'neutral' || event.round !== state.round) return { ...state, inFlight };
  const succeeded = event.outcome === 'success';
  const successes = state.successes + (succeeded ? 1 : 0);
  const failures = state.failures + (succeeded ? 0 : 1);
  const slowed = state.slowed + (succeeded && event.slowed ? 1 : 0);
  const { allowance } = state;
  if (failures > toleratedFailures(allowance, options)) {
    if (allowance > options.probes) return nextRound(state, inFlight, Math.max(options.probes, allowance >> 1));
    return open(state.generation, event, state.downSinceMs, state.failedProbes + 1, options);
  }
  if (successes + failures < allowance) return { ...state, inFlight, successes, failures, slowed };
  const usual = Math.max(event.usualInFlight, options.probes);
  if (allowance < usual) return nextRound(noted(state, failures), inFlight, Math.min(usual, allowance * 2));
  if (event.waiting === 0) return { kind: 'closed', generation: state.generation + 1, run: 0 };
  const beyond = allowance === usual ? noted(state, failures) : state;
  const crowded = isCrowded(beyond, failures) || slowed * 2 > successes;
  const next = crowded ? Math.max(usual, Math.floor(allowance * SHRINK)) : allowance + Math.ceil(allowance * GROWTH);
  return nextRound(beyond, inFlight, next);
}

/** Remembers a round that went no further than was usual: its failures are the upstream's own, not those of a crowd. */
function noted(state: HalfOpen, failures: number): HalfOpen {
  return { ...state, tried: state.tried + state.allowance, failed: state.failed + failures };
}

/** Whether more of the round failed than fails anyway, beyond what chance makes of it. */
function isCrowded({ tried, failed, allowance }: HalfOpen, failures: number): boolean {
  const anyway = tried === 0 ? 0 : failed / tried;
  const spread = Math.sqrt((anyway * (1 - anyway)) / allowance);
  return failures / allowance - anyway > Math.max(LEAST_EXCESS, 2 * spread);
}

function nextRound(state: HalfOpen, inFlight: number, allowance: number): BreakerState {
  return { ...state, inFlight, allowance, round: state.round + 1, successes: 0, failures: 0, slowed: 0 };
}

/** The first probes must all succeed. A wider round may hold the share of errors that is tolerated when closed. */
function toleratedFailures(allowance: number, { probes, ratio }: BreakerOptions): number {
  return allowance <= probes ? 0 : Math.floor(allowance * Math.min(ratio, 1));
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
