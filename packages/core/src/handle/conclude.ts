import type { AttemptRecord, StopReason } from '../report/explain.ts';
import { tellFailure } from './call-events.ts';
import type { CallFrame } from './call-frame.ts';
import type { Engine } from './engine.ts';
import type { TargetState } from './target.ts';

/** A call that has failed for good. */
interface Concluded extends Pick<CallFrame, 'sequence' | 'waitedMs' | 'startedAtMs'> {
  readonly target: TargetState;
}

/**
 * Tells everybody that a call has failed for good; unless its caller left, of which nobody is told here.
 *
 * @param given - what the caller gets, by which the failure can be explained.
 * @param earlier - attempts of the history that were made at other targets.
 */
export function conclude(
  engine: Engine,
  call: Concluded,
  given: readonly unknown[],
  stopped: StopReason,
  history: readonly AttemptRecord[],
  earlier: number,
): void {
  const { classification, target } = history.at(-1) as AttemptRecord;
  const elapsedMs = engine.clock.now() - call.startedAtMs;
  for (const key of given) {
    if (typeof key !== 'object' || key === null) continue;
    engine.outcomes.set(key, { target, classification, attempts: history, stopped, elapsedMs });
  }
  if (stopped === 'cancelled') return;
  const attempts = history.length - earlier;
  call.target.statistics.callSettled(attempts, false);
  // Without an attempt here the refusal has told all there is to tell.
  if (attempts > 0) tellFailure(engine, call, { attempts, durationMs: elapsedMs, classification, stopped, history });
}
