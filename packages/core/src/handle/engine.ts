import type { Clock, Random } from '../clock.ts';
import type { ClassifyRule } from '../policy/policy.ts';
import type { Alerts } from '../report/alerts.ts';
import type { Events } from '../report/events.ts';
import type { Outcome } from '../report/explain.ts';
import type { Surroundings } from '../report/surroundings.ts';
import type { Timers } from '../timers.ts';

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
  /** Calls so far. */
  calls: number;
}
