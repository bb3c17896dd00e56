import { classify } from '../classify/classify.ts';
import { detect } from '../detect/detect.ts';
import type { BreakwaterError } from '../errors.ts';
import type { AttemptRecord, Outcome, StopReason } from '../report/explain.ts';
import { tellCancelled, tellFailure, tellRefusal } from './call-events.ts';
import type { CallFrame } from './call-frame.ts';
import { read } from '../detect/read.ts';
import type { Engine } from './engine.ts';
import type { Refusal } from './gate/refusal.ts';
import { refusalError, stopReason } from './refusal-error.ts';
import type { RunOptions } from './run-options.ts';
import type { TargetState } from './target.ts';

/** A call that is over. */
interface Concluded extends Pick<CallFrame, 'sequence' | 'waitedMs' | 'startedAtMs'> {
  readonly target: TargetState;
  /** The caller has a stream, and with it an answer. */
  readonly streaming: boolean;
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
  for (const key of given) remember(engine, key, { target, classification, attempts: history, stopped, elapsedMs });
  if (stopped === 'cancelled') return;
  const attempts = history.length - earlier;
  call.target.statistics.callSettled(attempts, false);
  // Without an attempt here the refusal has told all there is to tell.
  if (attempts > 0) tellFailure(engine, call, { attempts, durationMs: elapsedMs, classification, stopped, history });
}

/** Tells everybody that the caller left. What was tried until then can be explained by the reason of its signal. */
export function depart(
  engine: Engine,
  call: Concluded,
  { signal: callerSignal }: Pick<RunOptions, 'signal'>,
  history: readonly AttemptRecord[],
  earlier: number,
): void {
  const nowMs = engine.clock.now();
  const elapsedMs = nowMs - call.startedAtMs;
  const { name: target, statistics, gate, patience } = call.target;
  statistics.callCancelled();
  // Who leaves before an answer could be there did not wait for one.
  if (!call.streaming && elapsedMs > gate.usual.answerMs) patience.left(elapsedMs, nowMs);
  tellCancelled(engine, call, { attempts: history.length - earlier, durationMs: elapsedMs });
  const reason: unknown = callerSignal?.reason;
  const classification = classify(detect(reason, { callerSignal }));
  remember(engine, reason, { target, classification, attempts: history, stopped: 'cancelled', elapsedMs });
}

/** Tells everybody that a call was not let through. @param attempts - at this target, before that. */
export function noteRefusal(engine: Engine, call: Concluded, refusal: Refusal, attempts: number): void {
  call.target.statistics.refused(refusal.code);
  tellRefusal(engine, call, refusal, attempts);
}

/** The error of a call that no attempt was let through for; remembered only if it waited: storms come at once. */
export function refusalOf(engine: Engine, call: Concluded, refusal: Refusal): BreakwaterError {
  const { name: target } = call.target;
  const error = refusalError(target, refusal);
  if (call.waitedMs === 0) return error;
  const classification = classify(detect(error), { rules: engine.rules });
  const elapsedMs = engine.clock.now() - call.startedAtMs;
  remember(engine, error, { target, classification, attempts: [], stopped: stopReason(refusal), elapsedMs });
  return error;
}

/** Keeps how a call ended for as long as somebody holds what its caller got, so that it can be explained. */
function remember({ outcomes }: Engine, given: unknown, outcome: Outcome): void {
  if (typeof given !== 'object' || given === null) return;
  outcomes.set(given, outcome);
  // An SDK that makes an error of its own of a response hands over that one's headers: by them it is known again.
  const headers = read(given, 'headers');
  if (typeof headers === 'object' && headers !== null) outcomes.set(headers, outcome);
}
