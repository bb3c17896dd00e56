import { holdOnMs } from './hold-on.ts';
import type { FailedAttempt } from './retry/decide.ts';
import type { TargetState } from './target.ts';

/** What a target has to say about a retry. */
export function standingOf(
  target: TargetState,
  deadlineMs: number,
  nowMs: number,
): Pick<FailedAttempt, 'budget' | 'held' | 'shutForMs' | 'failingForMs' | 'remainingMs' | 'holdOnMs'> {
  const { gate, budget } = target;
  const remainingMs = deadlineMs - nowMs;
  return {
    remainingMs,
    budget,
    held: gate.holdsBack,
    shutForMs: Math.max(0, (gate.pacer.state?.untilMs ?? nowMs) - nowMs),
    failingForMs: nowMs - gate.goodSentAtMs,
    holdOnMs: holdOnMs(remainingMs, target, nowMs),
  };
}
