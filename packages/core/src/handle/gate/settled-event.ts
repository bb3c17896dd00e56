import type { Settled } from './breaker-state.ts';
import type { Permit } from './permit.ts';
import type { Usual } from './usual.ts';
import type { CallWindow } from './window.ts';

/** An attempt that has ended, as the breaker judges it. */
export function settledEvent(
  permit: Permit,
  facts: Pick<Settled, 'outcome' | 'lapsed' | 'nowMs' | 'waiting' | 'random'>,
  window: CallWindow,
  usual: Usual,
): Settled {
  const { generation, round, sentAtMs, answeredAtMs } = permit;
  return {
    type: 'attempt-settled',
    ...facts,
    ...window.tally(facts.nowMs),
    generation,
    round,
    slowed: usual.isSlow((answeredAtMs ?? facts.nowMs) - sentAtMs),
    usualInFlight: Math.max(1, Math.ceil(usual.inFlight)),
  };
}
