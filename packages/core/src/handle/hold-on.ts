import type { RunOptions } from './run-options.ts';
import type { TargetState } from './target.ts';

/** Where such a share of attempts fails, the last one is put off for all the time that its call can spare. */
const MANY_FAIL = 0.45;

/**
 * For how long the last attempt of a call is worth putting off, milliseconds; 0 for not at all.
 *
 * The more attempts fail, the likelier it would be lost now; and the later it comes, the likelier is the target to be
 * well again. So a call holds on to it, as one does that waits at a shut gate, where there is no gate to wait at: in a
 * brownout that is no outage, or beyond a capacity that has shrunk. Half of that share is worth a quarter of the
 * time, and that only to callers who said how long they would wait. Who may not wait, or has somewhere else to go, does
 * not; nor does who has all the time there is, or nobody would know how long.
 *
 * @param spareMs - how long the call can wait and still see an answer.
 */
export function holdOnMs(
  spareMs: number,
  { deadline }: Pick<RunOptions, 'deadline'>,
  { gate, hasFallback }: Pick<TargetState, 'gate' | 'hasFallback'>,
  nowMs: number,
): number {
  if (spareMs === Infinity || hasFallback || gate.holdsBack || gate.options.whenOpen === 'fail') return 0;
  const failed = gate.window.failedShare(nowMs) / MANY_FAIL;
  return failed >= 1 || deadline !== undefined ? spareMs * Math.min(1, failed) ** 2 : 0;
}
