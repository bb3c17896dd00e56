import { BreakwaterError } from '../errors.ts';
import type { StopReason } from '../report/explain.ts';
import type { PausedFor } from '../report/snapshot.ts';
import type { Refusal } from './gate/refusal.ts';

const EXPLANATIONS: Readonly<Record<Refusal['code'], string>> = {
  'breaker-open': 'it is failing, and is being left alone until a probe succeeds',
  'credential-paused': 'its credential is paused',
  'cooling-down': 'it asked for fewer requests',
  'bulkhead-full': 'all attempts that may be in flight are',
  'waiting-room-full': 'all places to wait are taken',
  'deadline-exceeded': 'the time of the call is over',
  'attempt-timeout': 'the time of the attempt is over',
  isolated: 'the target was isolated by hand, and takes no calls until it is reset',
};

/** Why a credential is paused, what to do, and the status that says so. */
const PAUSED: Readonly<Record<PausedFor, readonly [status: 403 | 429, what: string]>> = {
  billing: [403, 'no money is left (billing). Add credit or raise the spending limit'],
  quota_exhausted: [429, 'no quota is left (quota_exhausted). Add credit, raise the quota, or wait for its reset'],
};

// Not every runtime has it, and those that do not have no stacks to save.
const stacks = Error as { stackTraceLimit?: number | undefined };

/** The error of a call that was refused. Without a stack: refusals come in storms, and a stack is most of their cost. */
export function refusalError(target: string, { code, retryAfterMs, reason }: Refusal): BreakwaterError {
  const [status, what] = reason === undefined ? [undefined, ''] : PAUSED[reason];
  const why = reason === undefined ? '' : `, as ${what}; it is noticed without a restart`;
  const again = retryAfterMs === undefined ? 'Try again later.' : `Try again in ${inWords(retryAfterMs)}.`;
  const message = `Refused a call to ${target}: ${EXPLANATIONS[code]}${why}. ${again}`;
  const { stackTraceLimit } = stacks;
  stacks.stackTraceLimit = 0;
  try {
    return new BreakwaterError(code, target, message, retryAfterMs, status);
  } finally {
    stacks.stackTraceLimit = stackTraceLimit;
  }
}

/** Why a call got no more attempts, or none. */
export function stopReason({ code }: Pick<Refusal, 'code'>): StopReason {
  if (code === 'credential-paused') return code;
  return code === 'deadline-exceeded' ? 'deadline' : 'refused';
}

function inWords(ms: number): string {
  return ms < 10_000 ? `${ms} ms` : `${Math.ceil(ms / 1_000)} s`;
}
