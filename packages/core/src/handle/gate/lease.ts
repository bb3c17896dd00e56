import type { BreakerState } from './breaker-state.ts';
import { isProbing } from './ramp.ts';
import type { Usual } from './usual.ts';

const LONGEST_MS = 30_000;
const SHORTEST_MS = 1_000;
/** Times the usual duration after which a probe is more likely to hang than to be answered. */
const HANGING = 10;

/**
 * How long an attempt keeps its place while a target is tried again, milliseconds; its result counts later as well.
 * A probe that hangs would else hold up the next one for as long as its limit of time allows.
 */
export function leaseMs(breaker: BreakerState, usual: Usual): number {
  if (!isProbing(breaker) || usual.durationMs === 0) return LONGEST_MS;
  return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, HANGING * usual.durationMs));
}
