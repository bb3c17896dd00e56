import { type Breakwater, BreakwaterError, explainOutcome } from '@breakwater/core';
import type { FailureEntry } from '../collect/recent-failures.ts';
import type { FailureView } from './view.ts';

/** A failure with all that is to be said about it. Made when somebody looks: failures come in storms. */
export function failureView(breakwater: Breakwater, { last, id, firstAt, lastAt, times }: FailureEntry): FailureView {
  const refusal = 'refusal' in last ? last.refusal : undefined;
  const { classification, reference, stopped, summary, text } =
    'refusal' in last
      ? breakwater.explain(new BreakwaterError(last.refusal, last.target, '', last.retryAfterMs))
      : explainOutcome(last);
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
