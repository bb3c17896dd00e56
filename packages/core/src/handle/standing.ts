import type { CallFrame } from './call-frame.ts';
import { holdOnMs } from './hold-on.ts';
import type { FailedAttempt } from './retry/decide.ts';
import type { RunOptions } from './run-options.ts';
import { leastAnswerMs, spareTimeMs } from './spare-time.ts';
import type { TargetState } from './target.ts';

/** What a target has to say about a retry. */
export function standingOf(
  target: TargetState,
  call: Pick<CallFrame, 'startedAtMs' | 'deadlineMs'>,
  options: Pick<RunOptions, 'deadline'>,
  nowMs: number,
): Pick<
  FailedAttempt,
  'budget' | 'held' | 'shutForMs' | 'failingForMs' | 'remainingMs' | 'spareMs' | 'holdOnMs' | 'answerMs'
> {
  const { gate, budget } = target;
  const spareMs = spareTimeMs(call, target, nowMs);
  return {
    budget,
    remainingMs: call.deadlineMs - nowMs,
    spareMs,
    holdOnMs: holdOnMs(spareMs, options, target),
    answerMs: leastAnswerMs(call, target),
    held: gate.holdsBack,
    shutForMs: Math.max(0, (gate.pacer.state?.untilMs ?? nowMs) - nowMs),
    failingForMs: nowMs - gate.goodSentAtMs,
  };
}
