import { type BreakerState, isUnproven } from './breaker-state.ts';
import type { Pacer } from './pacer.ts';
import type { Usual } from './usual.ts';
import type { Newcomer } from './waiting-room.ts';

/** Times the usual duration that a call must have left whose turn comes: where calls are paced, the line stands for long; */
const WHERE_PACED = 2;
/** a target that is tried again may have less of one, and half of the answers take longer than usual. */
const WHERE_TRIED = 1.5;
/**
 * Of the time that it was given as a whole it need have no more left than this share: who gives less than the usual time
 * expects a shorter answer, and is to have a turn as well. More where calls are paced: there is no turn for all of them.
 */
const SHARE_OF_CALL = 3 / 4;
const SHARE_WHERE_PACED = 0.9;

/** What is known of a target at its gate. */
interface Known {
  readonly breaker: BreakerState;
  readonly pacer: Pick<Pacer, 'state'>;
  readonly usual: Pick<Usual, 'durationMs'>;
}

/** Until when a turn is of use to a call. */
export function latestTurnMs(call: Pick<Newcomer, 'sinceMs' | 'deadlineMs' | 'expiry'>, known: Known): number {
  return Math.min(call.expiry.dueMs, call.deadlineMs - neededMs(call.deadlineMs - call.sinceMs, known));
}

/**
 * How much time a call must have left when its turn comes, milliseconds: one that is given up before its answer takes the
 * place of one that would not be. None for a probe, which goes to whoever has the most.
 */
function neededMs(givenMs: number, { breaker, pacer, usual }: Known): number {
  if (isUnproven(breaker)) return 0;
  if (pacer.state !== undefined) return Math.min(usual.durationMs * WHERE_PACED, givenMs * SHARE_WHERE_PACED);
  const answers = breaker.kind === 'closed' ? 1 : WHERE_TRIED;
  return Math.min(usual.durationMs * answers, givenMs * SHARE_OF_CALL);
}
