import { type BreakerState, isUnproven } from './breaker-state.ts';
import type { Pacer } from './pacer.ts';
import type { Usual } from './usual.ts';
import type { Waiter } from './waiting-room.ts';

/** A call, from when it was made to when it is given up. */
type Due = Pick<Waiter, 'sinceMs' | 'deadlineMs'>;

/** Times the usual duration that a call must have left whose turn comes: where calls are paced, the line stands for long; */
const WHERE_PACED = 2;
/** a target that is tried again may have less of one, and half of the answers take longer than usual. */
const WHERE_TRIED = 1.5;
/**
 * Of the time that it was given as a whole it need have no more left than this share: who gives less than the usual time
 * expects a shorter answer, and is to have a turn as well.
 */
const SHARE_OF_CALL = 1 / 2;

/** What is known of a target at its gate. */
interface Known {
  readonly breaker: BreakerState;
  readonly pacer: Pick<Pacer, 'state'>;
  readonly usual: Pick<Usual, 'durationMs'>;
}

/**
 * How much time a call must have left when its turn comes, milliseconds: one that is given up before its answer takes the
 * place of one that would not be. None for a probe, which goes to whoever has the most.
 */
export function neededMs({ sinceMs, deadlineMs }: Due, { breaker, pacer, usual }: Known): number {
  if (isUnproven(breaker)) return 0;
  const whereTried = breaker.kind === 'closed' ? 1 : WHERE_TRIED;
  const answers = pacer.state === undefined ? whereTried : WHERE_PACED;
  return Math.min(usual.durationMs * answers, (deadlineMs - sinceMs) * SHARE_OF_CALL);
}
