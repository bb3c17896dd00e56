import { type BreakerState, type BreakerOptions, isUnproven } from './breaker-state.ts';
import type { Permit } from './permit.ts';
import type { News } from './settled-event.ts';

/** A probe's answer, but for the place that the attempt never had among the probes. */
export const ANSWERED: News = { outcome: 'success', sign: 'ended', lapsed: true };

/** What is known of a target at its gate. */
interface Known {
  readonly breaker: BreakerState;
  readonly options: Pick<BreakerOptions, 'probeAfterMs'>;
  /** When the last of the attempts was sent that failed. */
  readonly badSentAtMs: number;
}

/**
 * Whether an attempt that was sent before the breaker went to where it is now shows that the target is up: it was answered
 * well, and was sent after all that have failed. Where failures take as long as answers, or are attempts that were cut
 * off, those that opened the breaker tell of long ago, and so may the failure of a probe, while other answers come. Not
 * while the breaker is open for a time that the policy names.
 */
export function isAnswer(
  { sentAtMs }: Permit,
  { outcome, sign }: News,
  { breaker, options, badSentAtMs }: Known,
): boolean {
  if (outcome !== 'success' || sign === 'outlived' || sentAtMs <= badSentAtMs || !isUnproven(breaker)) return false;
  return breaker.kind !== 'open' || options.probeAfterMs === Infinity;
}
