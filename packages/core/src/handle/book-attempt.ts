import type { Classification } from '../classify/classification.ts';
import type { Attempt } from './attempt.ts';
import { settlementOf, SUCCEEDED, TIMED_OUT } from './gate/settlement.ts';
import { refund, repay } from './retry/budget.ts';
import type { TargetState } from './target.ts';

/**
 * Tells all who keep count of the target that an attempt succeeded, and the call with it.
 * @param cost - what its budget paid for this attempt.
 */
export function bookSuccess(
  target: TargetState,
  credential: string,
  attempt: Attempt,
  cost: number,
  nowMs: number,
): void {
  const { gate, credentials, statistics, watch, policy } = target;
  gate.settle(attempt, SUCCEEDED, nowMs);
  credentials.settle(credential, attempt, undefined, nowMs);
  if (policy.retry !== false && policy.retry.budget !== false) {
    target.budget = refund(target.budget, cost, policy.retry.budget);
  }
  // Of a stream, to its first content: that is what limits and quantiles are about.
  statistics.attemptSucceeded((attempt.answeredAtMs ?? nowMs) - attempt.sentAtMs, nowMs);
  watch.observe(nowMs);
  statistics.callSettled(attempt.number, true);
}

/** Tells all who keep count of the target why an attempt failed. */
export function bookFailure(
  { gate, credentials, statistics, watch, policy: { retry } }: TargetState,
  credential: string,
  attempt: Attempt,
  classification: Classification,
  nowMs: number,
): void {
  const durationMs = nowMs - attempt.sentAtMs;
  // Its limit may have been all that was left of the call: the target was just as silent then.
  const silent = attempt.timedOut && durationMs >= attempt.timeoutMs;
  const longestHintMs = retry === false ? Infinity : retry.maxRetryAfterMs;
  gate.settle(attempt, silent ? TIMED_OUT : settlementOf(classification, longestHintMs), nowMs);
  credentials.settle(credential, attempt, classification, nowMs);
  if (classification.code !== null) statistics.attemptFailed(durationMs, classification, nowMs);
  watch.observe(nowMs, classification);
}

/** The retry that the budget paid for was never sent. */
export function bookUnsent(target: TargetState, cost: number): void {
  const { retry } = target.policy;
  if (retry !== false && retry.budget !== false) target.budget = repay(target.budget, cost, retry.budget);
}
