import type { Clock } from '../clock.ts';
import { detect } from '../detect/detect.ts';
import type { Failure } from '../detect/failure.ts';
import type { Attempt } from './attempt.ts';
import type { RunOptions } from './run-options.ts';

/** How an attempt ended: with an answer, good or bad, or with an error. */
export type Ended<Answer> = { readonly answer: Answer } | { readonly error: unknown };

/** The failure in how an attempt ended; undefined where there is none. */
export function failureIn<Answer>(
  ended: Ended<Answer>,
  { timedOut }: Attempt,
  { inspect, signal: callerSignal }: RunOptions<Answer>,
  clock: Clock,
): Failure | undefined {
  if ('error' in ended) return detect(ended.error, { callerSignal, timedOut, wallNowMs: clock.wallNow() });
  if (inspect === undefined) return undefined;
  try {
    return inspect(ended.answer);
  } catch {
    return undefined; // an inspector with a bug must not turn a good answer into a failure
  }
}
