import type { CallFrame } from './call-frame.ts';
import type { TargetState } from './target.ts';

/** Share of the time that a call has left which it may spend on waiting. */
const SHARE = 0.9;
/** Times the usual duration that are left for the answer: half of all answers take longer than one. */
const ANSWERS = 2;
/** Few answers take less than this share of the usual time, or of what their call was given if that is less. */
const LEAST = 1 / 2;

/**
 * How long a call can wait and still see the answer to its next attempt, milliseconds, 0 or more: until its deadline, or
 * until it is as old as calls become whose callers leave without a word. Infinity where neither is known.
 */
export function spareTimeMs(
  { startedAtMs, deadlineMs }: Pick<CallFrame, 'startedAtMs' | 'deadlineMs'>,
  { gate, patience }: Pick<TargetState, 'gate' | 'patience'>,
  nowMs: number,
): number {
  const endsAtMs = Math.min(deadlineMs, startedAtMs + patience.staysMs(nowMs));
  return Math.max(0, (endsAtMs - nowMs) * SHARE - gate.usual.answerMs * ANSWERS);
}

/** How long an answer to a call takes at least, as far as can be told: milliseconds, 0 while nobody knows. */
export function leastAnswerMs(
  { startedAtMs, deadlineMs }: Pick<CallFrame, 'startedAtMs' | 'deadlineMs'>,
  { gate }: Pick<TargetState, 'gate'>,
): number {
  return Math.min(gate.usual.durationMs, deadlineMs - startedAtMs) * LEAST;
}
