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
      /** Where it began; undefined without one. What was sent before says nothing about what began then. */
      readonly began?: RunBeginning | undefined;
    }
  | {
      readonly kind: 'open';
      readonly generation: number;
      /** When the target went down: the first opening since it was last closed, or since it had recovered. */
      readonly downSinceMs: number;
      /** How long after the beginning of the last outage that was; 0 before the second one. */
      readonly cycleMs: number;
      /** What the ramp of the last turn got to, as `allowance`; 0 before the second outage, and where answers take long. */
      readonly reached: number;
      /** Calls per second when it did: how often it is worth a probe, and how fast to come back. */
      readonly usualPerSecond: number;
      readonly probeAtMs: number;
      /** Probes that failed since then; the open time grows with it. */
      readonly failedProbes: number;
    }
  | {
      readonly kind: 'half-open';
      readonly generation: number;
      readonly downSinceMs: number;
      readonly cycleMs: number;
      readonly reached: number;
      readonly usualPerSecond: number;
      readonly failedProbes: number;
      /** The next attempt may go out at this instant: who comes back at many times its usual rate is a crowd by itself. */
      readonly pacedAtMs: number;
      /** When the last one ended: from then on, who could go and does not leaves it idle. */
      readonly endedAtMs: number;
      /** How much faster than at first they may go out; below 1, slower. Infinity where nobody may wait. */
      readonly pace: number;
      /** Attempts that may be in flight at once. */
      readonly allowance: number;
      readonly inFlight: number;
      /** The allowance when the batch of results began that is judged together: about as many, but no fewer than eight. */
      readonly batch: number;
      /** Results of this batch. */
      readonly successes: number;
      readonly failures: number;
      /** Of the successes, those that took much longer than usual: the upstream is queueing. */
      readonly slowed: number;
      /** Failures since the last success. */
      readonly run: number;
      /** An attempt was answered well, and did not merely outlive the failures. */
      readonly proven: boolean;
      /** Results of earlier batches that went no further than was usual, and the failures among them. */
      readonly tried: number;
      readonly failed: number;
    };

/** The beginning of a run of failures. */
export interface RunBeginning {
  /** Of the attempt of the run that was sent first. */
  readonly ordinal: number;
  /** When that was, monotonic milliseconds. */
  readonly sentAtMs: number;
  /** How long the failures of the run took, all together, milliseconds. */
  readonly tookMs: number;
  /** Attempts from that one on that have ended. */
  readonly ended: number;
}

export type BreakerEvent =
  | { readonly type: 'permit-requested'; readonly nowMs: number }
  /** An answer has come that is as good as a probe's: there is no need to wait for the next one. */
  | { readonly type: 'answered-meanwhile'; readonly nowMs: number }
  | {
      readonly type: 'attempt-settled';
      readonly nowMs: number;
      readonly generation: number;
      /**
       * How it is known: it has `ended`; it has `outlived` the failures, and is on its way still; or it ended after it was
       * `counted` for that.
       */
      readonly sign: 'ended' | 'outlived' | 'counted';
      /** It took so long that its place went to another: there is none to give back. */
      readonly lapsed: boolean;
      /** `neutral`: cancelled, refused, or a failure that says nothing about the target. It only gives its place back. */
      readonly outcome: 'success' | 'failure' | 'neutral';
      /** The window, this attempt included. */
      readonly calls: number;
      readonly failures: number;
      /** The share of attempts that failed, in [0, 1], the latest counting most, however long ago; 0 where few are known. */
      readonly failedLately: number;
      /** Calls per second over the window. */
      readonly callsPerSecond: number;
      /** Attempts on their way, this one not among them. */
      readonly inFlight: number;
      /** The attempt took much longer than usual. */
      readonly slowed: boolean;
      /** Attempts are numbered as they are sent: this one, the last one before it that succeeded, and the last one so far. */
      readonly ordinal: number;
      readonly goodOrdinal: number;
      readonly lastOrdinal: number;
      readonly sentAtMs: number;
      readonly durationMs: number;
      /** How long an attempt takes while all is well; a guess while nothing is known. */
      readonly usualMs: number;
      /** Attempts in flight at once while all was well: what the ramp climbs back to. Infinity while nothing is known. */
      readonly usualInFlight: number;
      /** Calls waiting at the gate. */
      readonly waiting: number;
      /** Calls per second that have come lately, however they fare. */
      readonly arrivalsPerSecond: number;
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
  readonly whenOpen: 'wait' | 'fail';
}

export type Closed = Extract<BreakerState, { kind: 'closed' }>;
export type Open = Extract<BreakerState, { kind: 'open' }>;
export type HalfOpen = Extract<BreakerState, { kind: 'half-open' }>;
export type Settled = Extract<BreakerEvent, { type: 'attempt-settled' }>;

export const CLOSED: BreakerState = { kind: 'closed', generation: 0, run: 0 };

/** Whether the next attempt is to show if the target is back at all. */
export function isProbing(state: BreakerState): boolean {
  return state.kind === 'open' || (state.kind === 'half-open' && state.tried === 0);
}

/** Whether what is sent may still all fail: no answer was good, at most some have outlived the failures. */
export function isUnproven(state: BreakerState): boolean {
  return state.kind === 'open' || (state.kind === 'half-open' && !state.proven);
}
