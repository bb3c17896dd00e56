import type { RunOptions } from './run-options.ts';
import type { TargetState } from './target.ts';

/** Where such a share of attempts fails, the last one is put off for all the time that its call can spare, */
const HALF = 0.5;
/** and from here on also where its caller has not said how long it waits. */
const MOST = 0.6;

/**
 * For how long the last attempt of a call is worth putting off, milliseconds; 0 for not at all.
 *
 * The more attempts fail, the likelier it would be lost now; and the later it comes, the likelier is the target to be
 * well again. So a call holds on to it, as one does that waits at a shut gate, where there is no gate to wait at: in a
 * brownout that is no outage, or beyond a capacity that has shrunk. A quarter of failures is worth a quarter of the time,
 * and that only to callers who said how long they would wait. Who may not wait, or has somewhere else to go, does not;
 * nor does who has all the time there is, or nobody would know how long.
 *
 * @param spareMs - how long the call can wait and still see an answer.
 */
export function holdOnMs(
  spareMs: number,
  { deadline }: Pick<RunOptions, 'deadline'>,
  { gate, hasFallback }: Pick<TargetState, 'gate' | 'hasFallback'>,
): number {
  if (spareMs === Infinity || hasFallback || gate.holdsBack || gate.options.whenOpen === 'fail') return 0;
  const { failedLately } = gate.window;
  if (deadline === undefined) return failedLately > MOST ? spareMs : 0;
  return spareMs * Math.min(1, failedLately / HALF) ** 2;
}
