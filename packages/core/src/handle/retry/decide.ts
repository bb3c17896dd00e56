import type { Random } from '../../clock.ts';
import type { Classification } from '../../classify/classification.ts';
import type { Failure } from '../../detect/failure.ts';
import type { ResolvedRetry } from '../../policy/resolved.ts';
import type { StopReason } from '../../report/explain.ts';
import { backoffMs } from './backoff.ts';
import { type Budget, retryCost, spend } from './budget.ts';
import { mayResend, type Resendable } from './resend.ts';

/** What follows a failed attempt. */
export type Decision =
  | { readonly retry: true; readonly delayMs: number; readonly cost: number }
  | { readonly retry: false; readonly stopped: StopReason };

/** All that the decision depends on. */
export interface FailedAttempt {
  readonly failure: Failure;
  readonly classification: Classification;
  /** Attempts made so far, this one included. */
  readonly number: number;
  readonly request: Resendable;
  /** Milliseconds until the call's deadline; Infinity without one. */
  readonly remainingMs: number;
  readonly budget: Budget;
  /** The gate is shut or paces what goes out: it sees to it that retries are no flood. */
  readonly held: boolean;
  /** Milliseconds for which the target has asked for nothing at all; 0 where it has not. */
  readonly shutForMs: number;
  /** Milliseconds since the last attempt was sent that the target answered well; Infinity where it never has. */
  readonly failingForMs: number;
  /** How long the call can wait and still see an answer, milliseconds; Infinity where nobody knows. */
  readonly spareMs: number;
  /** For how much of that the last attempt is worth putting off, milliseconds; 0 for not at all. */
  readonly holdOnMs: number;
  /** How long an answer takes at least, milliseconds; 0 while nobody knows. */
  readonly answerMs: number;
}

export function decide(attempt: FailedAttempt, options: ResolvedRetry | false, random: Random): Decision {
  const { classification, number } = attempt;
  if (classification.code === null) return stop('cancelled');
  if (classification.reason === 'refused') {
    return stop(attempt.failure.codes.includes('deadline-exceeded') ? 'deadline' : 'refused');
  }
  if (!classification.retryable) return stop('not-retryable');
  if (options === false) return stop('retries-off');
  if (number >= options.max) return stop('attempts-exhausted');
  if (!mayResend(attempt.request, options.resend, attempt.failure, classification)) return stop('body-not-resendable');
  const isLimit = classification.code === 429;
  const askedMs = classification.retryAfterMs;
  const tooLong = askedMs !== undefined && askedMs > options.maxRetryAfterMs;
  // Who limits us knows when a quota is full again. Nobody knows how long an outage lasts: there it is not believed.
  if (tooLong && isLimit) return stop('retry-after-too-long');
  const hintMs = tooLong ? undefined : askedMs;
  // Under a limit some calls always get through, and the others are to wait nevertheless.
  const failingForMs = isLimit ? Infinity : attempt.failingForMs;
  // The gate spreads a hint by dice of its own: who comes before it opens would only be turned away.
  const holdOnMs = isLimit ? 0 : attempt.holdOnMs;
  const { remainingMs, spareMs } = attempt;
  const backMs = backoffMs({ number, hintMs, failingForMs, holdOnMs, remainingMs, spareMs }, options, random);
  const delayMs = Math.max(backMs, attempt.shutForMs);
  // Nothing is sent that could not be waited for: it would only take its place from calls that have the time.
  if (delayMs + attempt.answerMs >= remainingMs) return stop('deadline');
  if (options.budget === false || attempt.held) return { retry: true, delayMs, cost: 0 };
  const cost = retryCost(isLimit, options.budget);
  return spend(attempt.budget, cost) === undefined ? stop('budget-empty') : { retry: true, delayMs, cost };
}

function stop(stopped: StopReason): Decision {
  return { retry: false, stopped };
}
