import { type BreakerOptions, type HalfOpen, isProbing } from './breaker-state.ts';

/** Once the first probes were good, one bad result says no more than it does when closed. */
export const SMALLEST_BATCH = 8;
/** What a batch that queued leaves of the pace; of one in which too many failed it is what was served. */
const SLOWER = 0.85;
/**
 * What the pace falls to: an eighth less than was usual, for a target that is back with less than it had. Who fails at
 * that pace fails anyway, as far as can be told.
 */
const LEAST_PACE = 0.5;

/** How many results make a batch. */
export function sizeOf(state: HalfOpen): number {
  return isProbing(state) ? state.batch : Math.max(state.batch, SMALLEST_BATCH);
}

/** The first probes must all succeed. A wider batch may hold the share of errors that is tolerated when closed. */
export function toleratedFailures(batch: number, { probes, ratio }: BreakerOptions): number {
  return batch <= probes ? 0 : batch * Math.min(ratio, 1);
}

/**
 * What a full batch says: at a slower pace where it was too much for the target, which refuses or queues, by what was
 * not served. Otherwise, up to the usual, its failures are the target's own, and not those of a crowd.
 *
 * @param usual - attempts in flight at once while all was well.
 */
export function judged(state: HalfOpen, usual: number): HalfOpen {
  const { batch, pace, successes, failures, slowed } = state;
  // With the usual in flight, chance is the likelier reason: such a batch counts itself among what fails anyway.
  const known = batch === usual ? noted(state) : state;
  const anyway = known.failed / Math.max(1, known.tried);
  const size = sizeOf(state);
  const excess = failures / size - anyway;
  const spread = Math.sqrt((anyway * (1 - anyway)) / size);
  const refuses = excess > 2 * spread;
  const queues = batch >= usual && slowed * 2 > successes;
  if ((refuses || queues) && pace > LEAST_PACE) {
    const served = refuses ? 1 - excess : SLOWER;
    return { ...known, pace: Math.max(LEAST_PACE, pace * served) };
  }
  return refuses || batch <= usual ? noted(state) : state;
}

/** Remembers a full batch as what fails at a pace that is not too much. */
export function noted(state: HalfOpen): HalfOpen {
  return { ...state, tried: state.tried + sizeOf(state), failed: state.failed + state.failures };
}

/** Of what the next batch begins with, nothing has come back. */
export type Untried = Omit<HalfOpen, 'allowance' | 'batch' | 'successes' | 'failures' | 'slowed'>;

/** At the beginning of a batch. */
export function begun(state: Untried, allowance: number): HalfOpen {
  return { ...state, allowance, batch: allowance, successes: 0, failures: 0, slowed: 0 };
}
