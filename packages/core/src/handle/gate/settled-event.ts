import type { Settled } from './breaker-state.ts';
import type { Permit } from './permit.ts';
import type { Usual } from './usual.ts';
import type { CallWindow } from './window.ts';

/** What has become of an attempt. */
export type News = Pick<Settled, 'outcome' | 'sign' | 'lapsed'>;

/** What the gate knows when it happens. */
type Surroundings = News &
  Pick<Settled, 'nowMs' | 'waiting' | 'inFlight' | 'arrivalsPerSecond' | 'goodOrdinal' | 'lastOrdinal' | 'random'>;

/** An attempt that has ended, or outlived the failures, as the breaker judges it. */
export function settledEvent(permit: Permit, facts: Surroundings, window: CallWindow, usual: Usual): Settled {
  const { generation, ordinal = 0, sentAtMs, answeredAtMs } = permit;
  const { nowMs } = facts;
  const durationMs = (answeredAtMs ?? nowMs) - sentAtMs;
  const { calls, failures, failedLately, callsPerSecond } = window.tally(nowMs);
  // One object spread, and first: those behind it are copied by name, which takes ten times as long.
  return {
    ...facts,
    type: 'attempt-settled',
    calls,
    failures,
    failedLately,
    callsPerSecond,
    generation,
    ordinal,
    sentAtMs,
    durationMs,
    usualMs: usual.answerMs,
    slowed: usual.isSlow(durationMs),
    usualInFlight: usual.isProven ? Math.ceil(usual.inFlight) : Infinity,
  };
}
