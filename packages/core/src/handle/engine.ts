import type { Clock, Random } from '../clock.ts';
import type { ClassifyRule } from '../policy/policy.ts';
import type { Alerts } from '../report/alerts.ts';
import type { Events } from '../report/events.ts';
import type { Outcome } from '../report/explain.ts';
import type { Surroundings } from '../report/surroundings.ts';
import type { Timers } from '../timers.ts';

/**
 * Whether a target is well, by other means than a call. `signal` fires when nobody waits for the answer any more. What
 * it throws is a no.
 */
export type HealthCheck = (target: string, options: { readonly signal: AbortSignal }) => PromiseLike<boolean> | boolean;

/** What all calls of one breakwater share. */
export interface Engine {
  readonly clock: Clock;
  readonly random: Random;
  readonly timers: Timers;
  readonly events: Events;
  readonly surroundings: Surroundings;
  readonly alerts: Alerts;
  readonly rules: readonly ClassifyRule[];
  /** How calls failed, by the error or answer that their callers got. */
  readonly outcomes: WeakMap<object, Outcome>;
  readonly healthCheck: HealthCheck | undefined;
  /** Calls so far. */
  calls: number;
}
