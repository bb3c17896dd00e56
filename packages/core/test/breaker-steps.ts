import { type BreakerEvent, type BreakerOptions, type BreakerState, CLOSED } from '../src/handle/gate/breaker-state.ts';
import { transition } from '../src/handle/gate/breaker.ts';

export const OPTIONS: BreakerOptions = {
  threshold: 5,
  ratio: 0.5,
  minimumCalls: 20,
  probeAfterMs: 1_000,
  maxProbeAfterMs: 8_000,
  probes: 1,
  whenOpen: 'wait',
};

type Outcome = 'success' | 'failure' | 'neutral';
type Settled = Extract<BreakerEvent, { type: 'attempt-settled' }>;

/** Settles an attempt of the state's own generation, unless told otherwise. */
export function settle(
  state: BreakerState,
  outcome: Outcome,
  given: Partial<Settled> = {},
  options: BreakerOptions = OPTIONS,
): BreakerState {
  const event: Settled = {
    type: 'attempt-settled',
    nowMs: 0,
    generation: state.generation,
    sign: 'ended',
    lapsed: false,
    ordinal: 0,
    goodOrdinal: 0,
    lastOrdinal: 0,
    sentAtMs: 0,
    durationMs: 0,
    usualMs: 0,
    outcome,
    calls: 1,
    failures: outcome === 'failure' ? 1 : 0,
    failedLately: 0,
    callsPerSecond: 0,
    inFlight: 0,
    slowed: false,
    usualInFlight: 1,
    waiting: 0,
    arrivalsPerSecond: 0,
    random: 0,
    ...given,
  };
  return transition(state, event, options);
}

export function request(state: BreakerState, nowMs: number, options: BreakerOptions = OPTIONS): BreakerState {
  return transition(state, { type: 'permit-requested', nowMs }, options);
}

export function fail(state: BreakerState, times: number, nowMs = 0): BreakerState {
  let after = state;
  for (let index = 0; index < times; index++) after = settle(after, 'failure', { nowMs });
  return after;
}

/** Open since 0, with one failed call less than nothing to say for itself. */
export const OPEN: BreakerState = fail(CLOSED, 5);

export function probing(options: BreakerOptions = OPTIONS): BreakerState {
  return request(OPEN, 1_000, options);
}

/** A batch of this size, all of it in flight. */
export function ofSize(size: number): object {
  return { allowance: size, batch: size, inFlight: size };
}
