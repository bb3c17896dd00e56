import type { ResolvedPolicy } from '../policy/resolved.ts';
import { ceilingsMs } from './retry/backoff.ts';

/**
 * How long a call may wait at a shut gate before its next attempt, milliseconds; 0 for not at all.
 *
 * With `whenOpen: 'fail'` nobody waits who can go elsewhere. A call that begins there waits only for the verdict of a
 * probe that is under way: it is a moment away, and when the probe is good, whoever was refused meanwhile was lost for
 * nothing. A retry may be as late as backoff could have made the last attempt of its call, within the cap of one backoff:
 * it has been promised that attempt, and of those who fail just before a target is back, some are still there when it is.
 *
 * @param number - of the attempt, from 1.
 * @param waitedMs - what the call has waited at the gate before.
 * @param verdictMs - how long the verdict of a probe is worth waiting for; 0 while none is under way.
 */
export function longestWaitMs(
  number: number,
  waitedMs: number,
  verdictMs: number,
  { breaker, retry, fallback }: Pick<ResolvedPolicy, 'breaker' | 'retry' | 'fallback'>,
): number {
  if (breaker === false) return Infinity;
  if (breaker.whenOpen === 'wait') return breaker.maxWaitMs - waitedMs;
  if (Object.keys(fallback).length > 0) return 0;
  if (number === 1) return verdictMs;
  return retry === false ? 0 : ceilingsMs(number - 1, retry);
}
