import { describe, expect, it } from 'vitest';
import { type BreakerEvent, type BreakerOptions, type BreakerState, CLOSED } from './breaker-state.ts';
import { transition } from './breaker.ts';

const OPTIONS: BreakerOptions = {
  threshold: 5,
  ratio: 0.5,
  minimumCalls: 20,
  probeAfterMs: 1_000,
  maxProbeAfterMs: 8_000,
  probes: 1,
};

type Outcome = 'success' | 'failure' | 'neutral';
type Settled = Extract<BreakerEvent, { type: 'attempt-settled' }>;

/** Settles an attempt of the state's own generation and round, unless told otherwise. */
function settle(
  state: BreakerState,
  outcome: Outcome,
  given: Partial<Settled> = {},
  options: BreakerOptions = OPTIONS,
): BreakerState {
  const event: Settled = {
    type: 'attempt-settled',
    nowMs: 0,
    generation: state.generation,
    round: state.kind === 'half-open' ? state.round : 0,
    lapsed: false,
    outcome,
    calls: 1,
    failures: outcome === 'failure' ? 1 : 0,
    recentCalls: 0,
    recentFailures: 0,
    callsPerSecond: 0,
    slowed: false,
    usualInFlight: 1,
    waiting: 0,
    random: 0,
    ...given,
  };
  return transition(state, event, options);
}

function request(state: BreakerState, nowMs: number, options: BreakerOptions = OPTIONS): BreakerState {
  return transition(state, { type: 'permit-requested', nowMs }, options);
}

function fail(state: BreakerState, times: number, nowMs = 0): BreakerState {
  let after = state;
  for (let index = 0; index < times; index++) after = settle(after, 'failure', { nowMs });
  return after;
}

/** Open since 0, with one failed call less than nothing to say for itself. */
const OPEN = fail(CLOSED, 5);

function probing(options: BreakerOptions = OPTIONS): BreakerState {
  return request(OPEN, 1_000, options);
}

/** A batch of this size, all of it in flight. */
function ofSize(size: number): object {
  return { allowance: size, batch: size, inFlight: size };
}

describe('a closed breaker', () => {
  it('opens on the fifth failure in a row: four, a success and four more leave it closed', () => {
    const after = fail(settle(fail(CLOSED, 4), 'success'), 4);
    expect(after).toMatchObject({ kind: 'closed', run: 4 });
    expect(fail(after, 1).kind).toBe('open');
  });

  it('opens on the 50th call when more than half have failed, and not at exactly half', () => {
    const options = { ...OPTIONS, threshold: 1_000, minimumCalls: 50 };
    expect(settle(CLOSED, 'failure', { calls: 50, failures: 25 }, options).kind).toBe('closed');
    expect(settle(CLOSED, 'failure', { calls: 49, failures: 49 }, options).kind).toBe('closed');
    expect(settle(CLOSED, 'failure', { calls: 50, failures: 26 }, options).kind).toBe('open');
  });

  it('does not mind the ratio when there is none', () => {
    const options = { ...OPTIONS, threshold: 1_000, ratio: Infinity };
    expect(settle(CLOSED, 'failure', { calls: 1e6, failures: 1e6 }, options).kind).toBe('closed');
  });

  it('is not moved by what says nothing about the target', () => {
    const before = fail(CLOSED, 4);
    expect(settle(before, 'neutral')).toBe(before);
  });

  it('asks for a longer run where failures are usual: a brownout makes five in a row by chance', () => {
    const usual = { calls: 1_005, failures: 305 };
    expect(settle({ kind: 'closed', generation: 0, run: 4 }, 'failure', usual).kind).toBe('closed');
    // 0.3 ** 12 is less than one in a million.
    const later = { calls: 1_012, failures: 312 };
    expect(settle({ kind: 'closed', generation: 0, run: 11 }, 'failure', later).kind).toBe('open');
  });
});

describe('a run of failures', () => {
  const fifth = { kind: 'closed', generation: 0, run: 4 } as const;

  it('is no outage before it has lasted a tenth of a second at the usual rate of calls', () => {
    expect(settle(fifth, 'failure', { calls: 8_000, failures: 5, callsPerSecond: 800 }).kind).toBe('closed');
    expect(settle({ ...fifth, run: 79 }, 'failure', { callsPerSecond: 800 }).kind).toBe('open');
  });

  it('is measured against the newest failures too: a brownout that has just begun is one', () => {
    const begun = { calls: 8_000, failures: 105, recentCalls: 305, recentFailures: 105 };
    expect(settle(fifth, 'failure', begun).kind).toBe('closed');
  });
});

describe('an open breaker', () => {
  it('counts its time from the failure that opened it', () => {
    expect(fail(CLOSED, 5, 20_000)).toMatchObject({ kind: 'open', downSinceMs: 20_000, probeAtMs: 21_000 });
  });

  it('is jittered downwards: at least half of the time, at most all of it', () => {
    const [longest, shortest] = [0, 1 - 2 ** -53].map((random) => settle(fail(CLOSED, 4), 'failure', { random }));
    expect([longest, shortest]).toMatchObject([{ probeAtMs: 1_000 }, { probeAtMs: expect.closeTo(500) as number }]);
  });

  it('lets nobody through before its time, and stays the same object', () => {
    expect(request(OPEN, 999)).toBe(OPEN);
  });

  it('gives way to a probe when its time has come', () => {
    expect(request(OPEN, 1_000)).toMatchObject({ kind: 'half-open', generation: 2, allowance: 1, inFlight: 1 });
  });

  it('is not moved by results of calls that it let go while closed', () => {
    expect(settle(OPEN, 'success', { generation: 0 })).toBe(OPEN);
    expect(settle(OPEN, 'failure', { generation: 0 })).toBe(OPEN);
  });

  it('stays open for 1, 2, 4, 8 and 8 s while probes fail, and for 1 s again after a recovery', () => {
    const times: number[] = [];
    let state = OPEN;
    let nowMs = 0;
    for (let probe = 0; probe < 5; probe++) {
      const { probeAtMs } = state as Extract<BreakerState, { kind: 'open' }>;
      times.push(probeAtMs - nowMs);
      nowMs = probeAtMs + 100;
      state = settle(request(state, probeAtMs), 'failure', { nowMs });
    }
    expect(times).toEqual([1_000, 2_000, 4_000, 8_000, 8_000]);
    expect(state).toMatchObject({ kind: 'open', downSinceMs: 0, failedProbes: 5 });
    const closed = settle(request(state, 1e6), 'success', { nowMs: 1e6 });
    expect(fail(closed, 5, 2e6)).toMatchObject({ kind: 'open', probeAtMs: 2e6 + 1_000, failedProbes: 0 });
  });
});

describe('an open breaker whose policy says nothing of probes', () => {
  const options = { ...OPTIONS, probeAfterMs: Infinity, maxProbeAfterMs: 2_000 };

  function openFor(callsPerSecond: number, downForMs: number): number {
    const nowMs = 10_000;
    const opened = settle(fail(CLOSED, 4), 'failure', { nowMs, callsPerSecond, calls: 5 }, options);
    if (downForMs === 0) return (opened as Extract<BreakerState, { kind: 'open' }>).probeAtMs - nowMs;
    const atMs = nowMs + downForMs;
    const again = settle(request(opened, atMs, options), 'failure', { nowMs: atMs }, options);
    return (again as Extract<BreakerState, { kind: 'open' }>).probeAtMs - atMs;
  }

  it.each([
    [0.1, 1_000],
    [8, 1_000],
    [20, 500],
    [50, 200],
  ])('is probed as often as %s calls a second allow', (callsPerSecond, expectedMs) => {
    expect(openFor(callsPerSecond, 0)).toBe(expectedMs);
  });

  it('is probed after a quarter of the time that it has been down, and at last half as often as at first', () => {
    expect([1_000, 4_000, 6_000, 8_000, 60_000].map((downForMs) => openFor(8, downForMs))).toEqual([
      1_000, 1_000, 1_500, 2_000, 2_000,
    ]);
  });
});

describe('a half-open breaker', () => {
  it('lets exactly as many probes through as it has, and hands the place of each to another', () => {
    const options = { ...OPTIONS, probes: 3 };
    const full = request(request(probing(options), 1_000, options), 1_000, options);
    expect(full).toMatchObject({ inFlight: 3 });
    expect(request(full, 9_999, options)).toBe(full);
  });

  // Defect: the result of a call that was let go while closed is judged as a probe.
  it('is not moved by results of calls that it let go while closed', () => {
    const state = probing();
    for (const outcome of ['success', 'failure', 'neutral'] as const) {
      expect(settle(state, outcome, { generation: 0 })).toBe(state);
    }
  });

  // Defects: a cancelled probe counts as success; a neutral outcome keeps its place for ever.
  it('gets its place back from a probe that tells nothing, and neither closes nor opens', () => {
    const after = settle(probing(), 'neutral');
    expect(after).toMatchObject({ kind: 'half-open', inFlight: 0, successes: 0, failures: 0 });
    expect(request(after, 1_000)).toMatchObject({ inFlight: 1 });
  });

  it('closes when the probes succeed and nobody waits', () => {
    expect(settle(probing(), 'success')).toEqual({ kind: 'closed', generation: 3, run: 0 });
  });

  it('opens at once when a first probe fails', () => {
    const options = { ...OPTIONS, probes: 3 };
    const two = request(probing(options), 1_000, options);
    expect(settle(two, 'failure', {}, options)).toMatchObject({ kind: 'open', failedProbes: 1 });
  });

  // Defect: those who wait are let go together when the breaker closes.
  it('lets a quarter of what was usual follow its probe, and doubles that with each clean batch', () => {
    const batches: number[] = [];
    let state = probing();
    while (state.kind === 'half-open') {
      const { batch } = state;
      batches.push(batch);
      for (let result = 0; result < batch; result++) state = settle(state, 'success', { usualInFlight: 16 });
    }
    expect(batches).toEqual([1, 4, 8, 16]);
  });

  it('makes room for one more with every success while it climbs: the slowest of a batch holds nobody up', () => {
    const climbing = settle(probing(), 'success', { usualInFlight: 16 });
    const after = settle(settle(climbing, 'success', { usualInFlight: 16 }), 'success', { usualInFlight: 16 });
    expect(after).toMatchObject({ batch: 4, allowance: 6, successes: 2 });
  });

  it('lets attempts go at 1.75 times the usual rate at most, once its probes have come back', () => {
    const usual = { callsPerSecond: 8, usualInFlight: 1, waiting: 10 };
    let state = fail(CLOSED, 4);
    state = settle(request(settle(state, 'failure', usual), 1_000), 'success', { ...usual, nowMs: 1_050 });
    const first = request(state, 1_050);
    expect(first).toMatchObject({ allowance: 2, inFlight: 1, pacedAtMs: expect.closeTo(1_050 + 1_000 / 14) as number });
    expect(request(first, 1_100)).toBe(first);
    expect(request(first, 1_102)).toMatchObject({ inFlight: 2 });
  });

  it('goes on by a step at a time while more wait than was usual', () => {
    const waiting = { usualInFlight: 1, waiting: 10 };
    const second = settle(probing(), 'success', waiting);
    expect(second).toMatchObject({ kind: 'half-open', allowance: 2 });
    const third = settle(settle(second, 'success', waiting), 'success', waiting);
    expect(third).toMatchObject({ kind: 'half-open', allowance: 3 });
  });

  it('grows by steps of an eighth beyond what was usual', () => {
    const wide = { ...probing(), ...ofSize(40), successes: 39 } as BreakerState;
    expect(settle(wide, 'success', { usualInFlight: 40, waiting: 100 })).toMatchObject({ allowance: 45 });
  });

  it('shrinks when most of a batch was slow, or more of it failed than fails anyway, and not below what was usual', () => {
    const waiting = { usualInFlight: 40, waiting: 100 };
    const wide = { ...probing(), ...ofSize(50), successes: 49 } as BreakerState;
    const slow = settle({ ...wide, slowed: 25 } as BreakerState, 'success', { ...waiting, slowed: true });
    expect(slow).toMatchObject({ allowance: 45 });
    const crowded = { ...wide, successes: 44, failures: 5 } as BreakerState;
    expect(settle(crowded, 'success', waiting)).toMatchObject({ allowance: 45 });
    // Where a tenth fails in any case, five of fifty are no crowd.
    expect(settle({ ...crowded, tried: 79, failed: 8 } as BreakerState, 'success', waiting)).toMatchObject({
      allowance: 57,
    });
    expect(settle({ ...crowded, ...ofSize(42), successes: 36 } as BreakerState, 'success', waiting)).toMatchObject({
      allowance: 40,
    });
  });

  it('tolerates in a wide batch what is tolerated when closed, halves it at more, and ignores the rest of it', () => {
    const wide = { ...probing(), ...ofSize(8), round: 3 } as BreakerState;
    let tolerated = wide;
    for (let failure = 0; failure < 4; failure++) tolerated = settle(tolerated, 'failure');
    expect(tolerated).toMatchObject({ allowance: 8, failures: 4, inFlight: 4 });
    const halved = settle(tolerated, 'failure');
    expect(halved).toMatchObject({ kind: 'half-open', allowance: 4, round: 4, failures: 0, inFlight: 3 });
    const stale = settle(halved, 'failure', { round: 3 });
    expect(stale).toMatchObject({ allowance: 4, round: 4, failures: 0, inFlight: 2 });
  });
});
