import type { FailedAttempt } from './retry/decide.ts';
import type { TargetState } from './target.ts';

/** What a target has to say about a retry. */
export function standingOf(
  { gate, budget }: TargetState,
  nowMs: number,
): Pick<FailedAttempt, 'budget' | 'held' | 'shutForMs' | 'failingForMs'> {
  return {
    budget,
    held: gate.holdsBack,
    shutForMs: Math.max(0, (gate.pacer.state?.untilMs ?? nowMs) - nowMs),
    failingForMs: nowMs - gate.lastSuccessAtMs,
  };
}
