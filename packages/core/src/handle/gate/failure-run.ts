import type { Closed, Settled } from './breaker-state.ts';

/**
 * The failures in a row after an attempt has ended. Their row is that of their sending, and not that of their end: an
 * answer takes its time, and a failure comes at once or very late. So for as long as one answer takes, the good ones of
 * before an outage come in between its failures, and do not end the run; and one that fails after later ones have
 * succeeded does not begin one.
 */
export function settleRun(state: Closed, { outcome, ordinal, goodOrdinal }: Settled): Closed {
  const { run, generation, began = ordinal } = state;
  if (outcome === 'failure') {
    return ordinal < goodOrdinal ? state : { ...state, run: run + 1, began: Math.min(began, ordinal) };
  }
  if (run === 0 || outcome === 'neutral' || ordinal < began) return state;
  return { kind: 'closed', generation, run: 0 };
}
