import type { Clock } from '../clock.ts';
import { detect } from '../detect/detect.ts';
import type { Failure } from '../detect/failure.ts';
import type { Attempt } from './attempt.ts';
import type { RunOptions } from './run-options.ts';

/** How an attempt ended: with an answer, good or bad, or with an error. */
export type Ended<Answer> = Answered<Answer> | { readonly error: unknown };

/** With an answer. */
export interface Answered<Answer> {
  readonly answer: Answer;
}

/** The failure in how an attempt ended; undefined where there is none. */
export function failureIn<Answer>(
  ended: Ended<Answer>,
  { timedOut, opened }: Attempt,
  { signal: callerSignal, inspect }: RunOptions<Answer>,
  clock: Clock,
): Failure | undefined {
  if ('error' in ended) return detect(ended.error, { callerSignal, timedOut, wallNowMs: clock.wallNow() });
  if (opened?.ending?.kind === 'failed') return opened.ending.failure;
  try {
    return inspect?.(ended.answer);
  } catch {
    return undefined; // an inspector with a bug must not turn a good answer into a failure
  }
}

/** What a caller left, as a failure: neither good nor bad for the target. */
export function departure(clock: Clock): Failure {
  return detect({ name: 'AbortError' }, { wallNowMs: clock.wallNow() });
}

/** A function, and not a look: the compiler takes what it has seen once for what it is for good. */
export function hasFired(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}
