import type { TargetState } from './target.ts';

/** Share of the time that a call has left for which its last attempt may be put off. */
const SHARE = 0.9;
/** Times the usual duration that are left for the answer: half of all answers take longer than one. */
const ANSWERS = 2;

/**
 * For how long the last attempt of a call is worth putting off, milliseconds; 0 for not at all.
 *
 * While most attempts fail it would most likely be lost, and the later it comes, the likelier is the target to be well
 * again. So a call holds on to it, as one does that waits at a shut gate, where there is no gate to wait at: in a
 * brownout that is no outage, or beyond a capacity that has shrunk. Who may not wait, or has somewhere else to go, does
 * not.
 *
 * @param remainingMs - until the call's deadline; Infinity without one.
 */
export function holdOnMs(
  remainingMs: number,
  { gate, policy: { fallback } }: Pick<TargetState, 'gate' | 'policy'>,
  nowMs: number,
): number {
  if (remainingMs === Infinity || gate.options.whenOpen === 'fail' || Object.keys(fallback).length > 0) return 0;
  return !gate.holdsBack && gate.window.mostFailed(nowMs)
    ? Math.max(0, remainingMs * SHARE - gate.usual.answerMs * ANSWERS)
    : 0;
}
