import type { ResolvedPolicy } from '../policy/resolved.ts';
import type { Statistics } from '../report/statistics.ts';
import type { Watch } from '../report/watch.ts';
import type { Credentials } from './credential/credentials.ts';
import type { Gate } from './gate/gate.ts';
import type { Patience } from './patience.ts';
import type { Budget } from './retry/budget.ts';

/** The name of a thing that can be sick by itself: provider, region, model, credential. Not empty. */
export type Target = string;

/** All that is kept about one target. */
export interface TargetState {
  readonly name: Target;
  readonly policy: ResolvedPolicy;
  readonly hasFallback: boolean;
  readonly gate: Gate;
  readonly credentials: Credentials;
  readonly patience: Patience;
  readonly statistics: Statistics;
  /** Judges it by the alert rules. */
  readonly watch: Watch;
  budget: Budget;
  /** Refuses every call: somebody said so. */
  isolated: boolean;
  /** Calls that have not ended: at the gate, in an attempt, or between two. */
  callsUnderWay: number;
  /** Monotonic milliseconds of its last call. */
  usedAtMs: number;
}
