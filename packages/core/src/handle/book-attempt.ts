import type { Classification } from '../classify/classification.ts';
import type { Statistics } from '../report/statistics.ts';
import type { Attempt } from './attempt.ts';
import { aliveForMs } from './attempt-limit.ts';
import { LEFT, settlementOf, SUCCEEDED, TIMED_OUT } from './gate/settlement.ts';
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
  { gate, credentials, statistics, watch, policy: { retry, fallback } }: TargetState,
  credential: string,
  attempt: Attempt,
  classification: Classification,
  nowMs: number,
): void {
  const durationMs = nowMs - attempt.sentAtMs;
  const silent = wasSilent(attempt, classification, durationMs, statistics);
  const longestHintMs = retry === false ? Infinity : retry.maxRetryAfterMs;
  // Who may neither wait nor go elsewhere is lost for as long as the gate is shut: there probes find out when it is over.
  const isLost = gate.options.whenOpen === 'fail' && Object.keys(fallback).length === 0;
  const settlement = settlementOf(classification, longestHintMs, isLost ? 0 : longestHintMs);
  // Where no answer was ever seen, who is cut by the deadline shows like one who left that its turn had come too late.
  const cut = attempt.timedOut && !gate.usual.isProven ? LEFT : settlement;
  gate.settle(attempt, silent ? { ...settlement, ...TIMED_OUT } : cut, nowMs);
  credentials.settle(credential, attempt, classification, nowMs);
  if (classification.code !== null) statistics.attemptFailed(durationMs, classification, nowMs);
  watch.observe(nowMs, classification);
}

/**
 * Whether an attempt that was cut, or left by its caller, shows that the target says nothing any more: it had all of
 * its own limit, or far longer than attempts ever take here. What is cut earlier, by the deadline of its call or by
 * its caller, says nothing about the target.
 */
function wasSilent(attempt: Attempt, { code }: Classification, durationMs: number, statistics: Statistics): boolean {
  if (attempt.timedOut && durationMs >= attempt.timeoutMs) return true;
  if (attempt.answeredAtMs !== undefined || !(attempt.timedOut || code === null)) return false;
  return durationMs >= (aliveForMs(statistics) ?? Infinity);
}

/** The retry that the budget paid for was never sent. */
export function bookUnsent(target: TargetState, cost: number): void {
  const { retry } = target.policy;
  if (retry !== false && retry.budget !== false) target.budget = repay(target.budget, cost, retry.budget);
}
