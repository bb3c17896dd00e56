import { type BreakerOptions, type BreakerState, isProbing } from './breaker-state.ts';
import type { Usual } from './usual.ts';

/** Half of all answers take longer than the usual one. */
const ANSWERS = 2;
/** No call that is to fail waits for longer than this, milliseconds, however long answers take. */
const LONGEST_MS = 1_000;

/** How long the verdict of a probe is worth waiting for by a call that is to fail, milliseconds from the probe or the call. */
export function worthMs({ answerMs }: Usual): number {
  return Math.min(LONGEST_MS, answerMs * ANSWERS);
}

/** What is known of a target at its gate. */
interface Known {
  readonly breaker: BreakerState;
  readonly usual: Usual;
  readonly options: Pick<BreakerOptions, 'probeAfterMs'>;
}

/**
 * How long the verdict of the probes under way is worth waiting for by a call that is to fail at a shut gate,
 * milliseconds; 0 while there are none, and where the policy says when a target is probed: between two probes everybody
 * is refused then.
 */
export function verdictMs({ breaker, usual, options }: Known): number {
  const isUnderWay = breaker.kind === 'half-open' && breaker.inFlight > 0 && isProbing(breaker);
  return isUnderWay && options.probeAfterMs === Infinity ? worthMs(usual) : 0;
}
