import { BreakwaterError } from '../errors.ts';

// None of these says "timed out": SDKs read error texts, and would take ours for a failure of their own to be retried.

export function attemptLimitError(target: string, timeoutMs: number): BreakwaterError {
  return new BreakwaterError(
    'attempt-timeout',
    target,
    `Gave up on an attempt at ${target} after its limit of ${Math.round(timeoutMs)} ms. Give attempts more time in the policy, or send a smaller request.`,
  );
}

export function deadlineError(target: string, elapsedMs: number): BreakwaterError {
  return new BreakwaterError(
    'deadline-exceeded',
    target,
    `Gave up on a call to ${target} at its deadline, after ${Math.round(elapsedMs)} ms. Give it a later deadline, or calls more time in the policy.`,
  );
}

/** Of a stream: nothing but keep-alives, or nothing at all, came for longer than is allowed. */
export function silenceError(target: string, silentMs: number): BreakwaterError {
  return new BreakwaterError(
    'attempt-timeout',
    target,
    `Gave up on a stream from ${target}: no content came for ${Math.round(silentMs)} ms. Allow longer silence in the policy if its answers take such pauses.`,
  );
}
