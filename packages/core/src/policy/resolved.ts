import type { ClassifyRule } from './policy.ts';

/** A policy as the engine reads it, for one target: every default filled in, every duration in milliseconds. */
export interface ResolvedPolicy {
  readonly retry: ResolvedRetry | false;
  readonly breaker: ResolvedBreaker | false;
  readonly credential: ResolvedCredential | false;
  readonly concurrency: { readonly max: number; readonly adaptive: boolean };
  readonly timeout: ResolvedTimeout;
  readonly fallback: Readonly<Record<string, readonly string[]>>;
  readonly classify: readonly ClassifyRule[];
}

export interface ResolvedRetry {
  readonly max: number;
  readonly backoff: 'exponential' | 'constant';
  readonly baseMs: number;
  readonly factor: number;
  readonly capMs: number;
  readonly jitter: 'full' | 'equal' | 'none';
  readonly maxRetryAfterMs: number;
  readonly resend: 'always' | 'safe';
  readonly budget: ResolvedBudget | false;
}

export interface ResolvedBudget {
  readonly capacity: number;
  readonly cost: number;
  readonly throttleCost: number;
}

export interface ResolvedBreaker {
  readonly threshold: number;
  /** 0 to 1, or Infinity for none. */
  readonly ratio: number;
  readonly minimumCalls: number;
  readonly windowMs: number;
  /** Infinity for none. */
  readonly slowCallMs: number;
  /** Infinity for as often as the traffic allows. */
  readonly probeAfterMs: number;
  readonly maxProbeAfterMs: number;
  readonly probes: number;
  readonly whenOpen: 'wait' | 'fail';
  /** Infinity for as long as the call has time. */
  readonly maxWaitMs: number;
  readonly maxWaiting: number;
}

export interface ResolvedCredential {
  readonly probeAfterMs: number;
  readonly maxProbeAfterMs: number;
}

/** Infinity where there is no limit. */
export interface ResolvedTimeout {
  readonly attemptMs: number;
  readonly totalMs: number;
  readonly firstContentMs: number;
  readonly idleMs: number;
  readonly growth: number;
  readonly adaptive: boolean;
}

/** An alert rule with its defaults filled in. Meaning and ranges are those of `AlertRule`. */
export type ResolvedAlertRule =
  | {
      readonly type: 'error-rate';
      readonly above: number;
      readonly windowMs: number;
      readonly minimumCalls: number;
    }
  | { readonly type: 'spike'; readonly factor: number; readonly minimumCalls: number }
  | { readonly type: 'new-error' }
  | { readonly type: 'credential' }
  | { readonly type: 'breaker-open'; readonly forMs: number };
