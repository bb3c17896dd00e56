import type { AlertReport } from './alert-event.ts';
import type { TargetFigures } from './statistics.ts';

/** The state of one breakwater as plain JSON. A copy: changing it changes nothing. */
export interface Snapshot {
  /** Wall-clock milliseconds since the epoch. Every other instant here is one too. */
  readonly at: number;
  readonly targets: Readonly<Record<string, TargetSnapshot>>;
  /** What is raised now, the oldest first. */
  readonly alerts: readonly AlertReport[];
  /** Listeners and surroundings that threw so far. */
  readonly listenerErrors: number;
}

/** One target: its gate now, and its figures so far. */
export interface TargetSnapshot {
  readonly breaker: BreakerSnapshot;
  /** Takes no calls until it is reset by hand. */
  readonly isolated: boolean;
  /** Undefined while the target asks for nothing. */
  readonly cooldown: { readonly until: number; readonly perSecond: number } | undefined;
  /** Credentials that have no money or quota left; absent where all work. */
  readonly paused?: readonly PausedCredential[] | undefined;
  readonly inFlight: number;
  readonly waiting: number;
  /** Attempts that may be in flight at once; null for no limit. */
  readonly limit: number | null;
  /** Tokens left for retries; null where the policy has no budget. */
  readonly budget: number | null;
  readonly figures: TargetFigures;
}

/** Why a credential is paused. */
export type PausedFor = 'billing' | 'quota_exhausted';

/** A credential that calls are refused with, but for a probe now and then. */
export interface PausedCredential {
  /** The caller's name for it; '' where it gave none. */
  readonly credential: string;
  readonly reason: PausedFor;
  readonly since: number;
  readonly probeAt: number;
  readonly failedProbes: number;
}

export type BreakerSnapshot =
  | { readonly state: 'closed'; readonly failuresInARow: number }
  | { readonly state: 'open'; readonly downSince: number; readonly probeAt: number; readonly failedProbes: number }
  | {
      readonly state: 'half-open';
      readonly downSince: number;
      readonly failedProbes: number;
      /** Attempts that may be in flight at once while it is tried again. */
      readonly allowance: number;
    };
