import type { Classification } from '../classify/classification.ts';
import { lengthOf } from '../classify/length-of.ts';
import { REFERENCE, type ReferenceEntry } from '../classify/reference.ts';

/** A failed attempt, as it is remembered. */
export interface AttemptRecord {
  /** Counted from 1. */
  readonly number: number;
  readonly target: string;
  readonly classification: Classification;
  /** From sending to the failure, milliseconds. */
  readonly durationMs: number;
  /** Time at the gate before it was sent, milliseconds. */
  readonly waitedMs: number;
  /** Pause after it, before the next attempt, milliseconds; undefined when none followed. */
  delayMs?: number | undefined;
}

/** Why a call got no further attempt. */
export type StopReason =
  | 'not-retryable'
  | 'retries-off'
  | 'attempts-exhausted'
  | 'body-not-resendable'
  | 'retry-after-too-long'
  | 'deadline'
  | 'budget-empty'
  | 'refused'
  | 'credential-paused'
  | 'content-delivered'
  | 'cancelled';

/** A failure in full: what it was, what was tried, why it stopped, what to do. Plain data, safe to log. */
export interface Explanation {
  /** The target of the last attempt; undefined for an error that did not pass through `run`. */
  readonly target: string | undefined;
  readonly classification: Classification;
  /** The entry of the reference; undefined when the caller cancelled. */
  readonly reference: ReferenceEntry | undefined;
  /** The attempts that failed, oldest first. */
  readonly attempts: readonly AttemptRecord[];
  /** Why it stopped; undefined for an error that did not pass through `run`. */
  readonly stopped: StopReason | undefined;
  /** From the call to its end, milliseconds. */
  readonly elapsedMs: number | undefined;
  /** All of it in one line. */
  readonly summary: string;
  /** All of it, a line for each thing. */
  readonly text: string;
}

const STOPPED: Readonly<Record<StopReason, string>> = {
  'not-retryable': 'the same request would fail again',
  'retries-off': 'the policy allows no retries',
  'attempts-exhausted': 'all attempts were used (retry.max)',
  'body-not-resendable': 'the request may not be sent a second time (a one-shot body, or retry.resend is "safe")',
  'retry-after-too-long': 'the upstream asked for a longer wait than retry.maxRetryAfter',
  deadline: 'the next attempt would come after the deadline (timeout.total), or too short before it for an answer',
  'budget-empty': 'the retry budget of the target is used up (retry.budget)',
  refused: 'the gate of the target let no more attempts through',
  'credential-paused': 'the credential is paused: it had no money or no quota left',
  'content-delivered': 'part of the stream had been handed on already',
  cancelled: 'the caller cancelled',
};

/** What is known of a call that failed. */
export type Outcome = Omit<Explanation, 'reference' | 'summary' | 'text'>;

/** Adds the reference and the texts to what is known. */
export function explain(outcome: Outcome): Explanation {
  const { classification } = outcome;
  const reference = classification.code === null ? undefined : REFERENCE[classification.code];
  return { ...outcome, reference, summary: summarise(outcome, reference), text: describe(outcome, reference) };
}

function title({ code, reason }: Classification, reference: ReferenceEntry | undefined): string {
  return reference === undefined ? reason : `${code} ${reference.name} (${reason})`;
}

function summarise(
  { target, classification, attempts, stopped }: Outcome,
  reference: ReferenceEntry | undefined,
): string {
  const where = target === undefined ? '' : ` from ${target}`;
  const tried = attempts.length === 0 ? '' : ` after ${count(attempts.length, 'attempt')}`;
  const why = stopped === undefined ? '' : `; stopped because ${STOPPED[stopped]}`;
  return `${title(classification, reference)}${where}${tried}${why}. ${classification.advice}`;
}

function describe(outcome: Outcome, reference: ReferenceEntry | undefined): string {
  const { target, classification, attempts, stopped, elapsedMs } = outcome;
  const { rule, retryAfterMs, retryAt = 0, advice } = classification;
  const lines = [title(classification, reference)];
  const add = (label: string, said: string | undefined): void => {
    if (said !== undefined) lines.push(`  ${`${label}:`.padEnd(9)} ${said}`);
  };
  add('what', reference?.description);
  add('target', target);
  add('rule', rule);
  for (const attempt of attempts) lines.push(`  attempt ${attempt.number}: ${describeAttempt(attempt, target)}`);
  if (stopped !== undefined) {
    add('stopped', STOPPED[stopped] + (elapsedMs === undefined ? '' : `, after ${lengthOf(elapsedMs)}`));
  }
  if (retryAfterMs !== undefined) {
    add('wait', `${lengthOf(retryAfterMs)}, until ${new Date(retryAt).toISOString()}`);
  }
  add('do', advice);
  add('solution', reference?.solution);
  return lines.join('\n');
}

/** @param last - the target that the call ended at: another one is named. */
function describeAttempt(attempt: AttemptRecord, last: string | undefined): string {
  const { target, classification, durationMs, waitedMs, delayMs } = attempt;
  const where = target === last ? '' : `at ${target}, `;
  const waited = waitedMs >= 1 ? `waited ${lengthOf(waitedMs)} at the gate, ` : '';
  const { code, reason, retryAfterMs } = classification;
  const asked = retryAfterMs === undefined ? '' : `, told to wait ${lengthOf(retryAfterMs)}`;
  const then = delayMs === undefined ? '' : `, then paused ${lengthOf(delayMs)}`;
  return `${where}${waited}${code ?? 'cancelled'} ${reason} after ${lengthOf(durationMs)}${asked}${then}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
