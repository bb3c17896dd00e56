import type { Closed, RunBeginning, Settled } from './breaker-state.ts';

/**
 * The failures in a row after an attempt has ended. Their row is that of their sending, and not that of their end: an
 * answer takes its time, and a failure comes at once or very late. So for as long as one answer takes, the good ones of
 * before an outage come in between its failures, and do not end the run; and one that fails after later ones have
 * succeeded does not begin one.
 */
export function settleRun(state: Closed, event: Settled): Closed {
  const { began, run, generation } = state;
  if (event.outcome === 'failure') {
    return event.ordinal < event.goodOrdinal ? state : { ...state, run: run + 1, began: continued(began, event) };
  }
  if (run === 0 || (began !== undefined && event.ordinal < began.ordinal)) return state;
  if (event.outcome === 'success') return { kind: 'closed', generation, run: 0 };
  return began === undefined ? state : { ...state, began: { ...began, ended: began.ended + 1 } };
}

function continued(began: RunBeginning | undefined, { ordinal, sentAtMs, durationMs }: Settled): RunBeginning {
  if (began === undefined) return { ordinal, sentAtMs, tookMs: durationMs, ended: 1 };
  return {
    ordinal: Math.min(began.ordinal, ordinal),
    sentAtMs: Math.min(began.sentAtMs, sentAtMs),
    tookMs: began.tookMs + durationMs,
    ended: began.ended + 1,
  };
}
