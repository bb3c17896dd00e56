import type { ResolvedPolicy } from '../policy/resolved.ts';
import { ceilingMs } from './retry/backoff.ts';

/**
 * How long a call may wait at a shut gate before its next attempt, milliseconds; 0 for not at all.
 *
 * With `whenOpen: 'fail'` nobody waits whose call begins there, nor who can go elsewhere. A retry may be as late as
 * its backoff could have made it: it has been promised another attempt, and of those who fail just before a target is
 * back, some are still there when it is.
 *
 * @param number - of the attempt, from 1.
 * @param waitedMs - what the call has waited at the gate before.
 */
export function longestWaitMs(number: number, waitedMs: number, { breaker, retry, fallback }: ResolvedPolicy): number {
  if (breaker === false) return Infinity;
  if (breaker.whenOpen === 'wait') return breaker.maxWaitMs - waitedMs;
  const stays = number > 1 && retry !== false && Object.keys(fallback).length === 0;
  return stays ? ceilingMs(number - 1, retry) : 0;
}
