import { type Breakwater, BreakwaterError, explainOutcome } from '@breakwater/core';
import type { FailureEntry, Loss } from '../collect/recent-failures.ts';
import type { FailureView } from './view.ts';

/** What a paused credential is refused with: as the upstream said. */
const STATUS = { billing: 403, quota_exhausted: 429 } as const;

/** A failure with all that is to be said about it. Made when somebody looks: failures come in storms. */
export function failureView(breakwater: Breakwater, { last, id, firstAt, lastAt, times }: FailureEntry): FailureView {
  const refusal = 'refusal' in last ? last.refusal : undefined;
  const { classification, reference, stopped, summary, text } =
    'refusal' in last ? breakwater.explain(errorOf(last)) : explainOutcome(last);
  return {
    id,
    firstAt,
    lastAt,
    times,
    target: last.target,
    refusal,
    explanation: { classification, reference, stopped, summary, text },
  };
}

/** The error that a refused caller got, but for its words. */
function errorOf({ refusal, target, retryAfterMs, pausedFor }: Extract<Loss, { readonly refusal: unknown }>): Error {
  const status = pausedFor === undefined ? undefined : STATUS[pausedFor];
  return new BreakwaterError(refusal, target, '', retryAfterMs, status);
}
