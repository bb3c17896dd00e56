import { type BreakerState, isUnproven } from './breaker-state.ts';
import type { Pacer } from './pacer.ts';
import type { Usual } from './usual.ts';

/** Times the usual duration that a call must have left whose turn comes: where calls are paced, the line stands for long; */
const WHERE_PACED = 2;
/** a target that is tried again may have less of one, and half of the answers take longer than usual. */
const WHERE_TRIED = 1.5;

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
export function neededMs({ breaker, pacer, usual }: Known): number {
  if (isUnproven(breaker)) return 0;
  if (pacer.state !== undefined) return usual.durationMs * WHERE_PACED;
  return usual.durationMs * (breaker.kind === 'closed' ? 1 : WHERE_TRIED);
}
