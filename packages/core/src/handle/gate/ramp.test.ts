import { describe, expect, it } from 'vitest';
import { fail, OPEN, OPTIONS, ofSize, probing, request, settle } from '../../../test/breaker-steps.ts';
import { type BreakerState, CLOSED } from './breaker-state.ts';

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

  it('opens again when one of several first probes fails, though others were good', () => {
    const options = { ...OPTIONS, probes: 3 };
    const three = request(request(probing(options), 1_000, options), 1_000, options);
    const one = settle(three, 'success', { usualInFlight: 64 }, options);
    expect(one).toMatchObject({ allowance: 3, successes: 1 });
    expect(settle(one, 'failure', { usualInFlight: 64 }, options)).toMatchObject({ kind: 'open', failedProbes: 1 });
  });

  it('closes with its first good probes where nobody may wait: there is no crowd, and who comes now would be lost', () => {
    const options = { ...OPTIONS, whenOpen: 'fail' } as const;
    expect(settle(probing(options), 'success', { usualInFlight: 16 }, options).kind).toBe('closed');
  });

  // Defect: those who wait are let go together when the breaker closes.
  it('lets a quarter of what was usual follow its probe, and doubles that with each clean batch', () => {
    const batches: number[] = [];
    let state = probing();
    while (state.kind === 'half-open') {
      const { batch } = state;
      batches.push(batch);
      for (let result = 0; state.kind === 'half-open' && state.batch === batch; result++)
        state = settle(state, 'success', { usualInFlight: 64 });
    }
    expect(batches).toEqual([1, 16, 32, 64]);
  });

  it('makes room for one more with every success while it climbs: the slowest of a batch holds nobody up', () => {
    const climbing = settle(probing(), 'success', { usualInFlight: 16 });
    const after = settle(settle(climbing, 'success', { usualInFlight: 16 }), 'success', { usualInFlight: 16 });
    expect(after).toMatchObject({ batch: 4, allowance: 6, successes: 2 });
    expect(settle(after, 'failure', { usualInFlight: 16 })).toMatchObject({ allowance: 6, failures: 1 });
  });

  it('lets attempts go at 1.75 times the usual rate at first, once its probes have come back', () => {
    const usual = { callsPerSecond: 8, usualInFlight: 8, waiting: 10 };
    let state = fail(CLOSED, 4);
    state = settle(request(settle(state, 'failure', usual), 1_000), 'success', { ...usual, nowMs: 1_050 });
    const first = request(state, 1_050);
    expect(first).toMatchObject({
      allowance: 2,
      inFlight: 1,
      pacedAtMs: expect.closeTo(1_050 + 1_000 / 14) as number,
    });
    expect(request(first, 1_100)).toBe(first);
    expect(request(first, 1_102)).toMatchObject({ inFlight: 2 });
  });

  it('goes on by a step at a time while more wait than was usual', () => {
    const waiting = { usualInFlight: 1, waiting: 10 };
    const second = settle(probing(), 'success', waiting);
    expect(second).toMatchObject({ kind: 'half-open', allowance: 2 });
    let third = second;
    for (let result = 0; result < 8; result++) third = settle(third, 'success', waiting);
    expect(third).toMatchObject({ kind: 'half-open', allowance: 3 });
  });

  it('grows by steps of an eighth beyond what was usual', () => {
    const wide = { ...probing(), ...ofSize(40), successes: 39 } as BreakerState;
    expect(settle(wide, 'success', { usualInFlight: 40, waiting: 100 })).toMatchObject({ allowance: 45 });
  });

  // Defect: a client of few calls fills a wide batch for ten seconds, and is taken for down all the while.
  it('closes in the midst of a batch beyond the usual once nobody waits and enough of it was good', () => {
    const after = (batch: object, event: object = {}): string => {
      const state = { ...probing(), ...ofSize(41), proven: true, tried: 9, ...batch } as BreakerState;
      return settle(state, 'success', { usualInFlight: 40, waiting: 0, ...event }).kind;
    };
    expect(after({ successes: 3, failures: 4 })).toBe('closed');
    // Too many failed, too few are known, somebody waits, the usual is not reached, or nothing was really answered.
    expect(after({ successes: 2, failures: 5 })).toBe('half-open');
    expect(after({ successes: 6 })).toBe('half-open');
    expect(after({ successes: 7 }, { waiting: 1 })).toBe('half-open');
    expect(after({ successes: 7, ...ofSize(40) })).toBe('half-open');
    expect(after({ successes: 7, proven: false }, { sign: 'outlived' })).toBe('half-open');
  });

  it('grows no further when most of a batch was slow, or more of it failed than fails anyway', () => {
    const waiting = { usualInFlight: 40, waiting: 100 };
    const wide = { ...probing(), ...ofSize(50), successes: 49 } as BreakerState;
    const slow = settle({ ...wide, slowed: 25 } as BreakerState, 'success', { ...waiting, slowed: true });
    expect(slow).toMatchObject({ allowance: 50 });
    const crowded = { ...wide, successes: 44, failures: 5 } as BreakerState;
    expect(settle(crowded, 'success', waiting)).toMatchObject({ allowance: 50 });
    // Where a tenth fails in any case, five of fifty are no crowd.
    expect(settle({ ...crowded, tried: 79, failed: 8 } as BreakerState, 'success', waiting)).toMatchObject({
      allowance: 57,
    });
  });

  it('takes more failures for a crowd than chance makes of those that come anyway, and no fewer', () => {
    const waiting = { usualInFlight: 40, waiting: 100 };
    const tolerant = { ...OPTIONS, ratio: 0.9 };
    const after = (failures: number, anyway: object): BreakerState => {
      const batch = { ...probing(), ...ofSize(50), ...anyway, successes: 49 - failures, failures } as BreakerState;
      return settle(batch, 'success', waiting, tolerant);
    };
    const seldom = { tried: 80, failed: 1 };
    expect([after(2, seldom), after(3, seldom)]).toMatchObject([{ allowance: 57 }, { allowance: 50 }]);
    // Where half of them fail anyway, 14 % more are chance in a batch of fifty.
    const often = { tried: 100, failed: 50 };
    expect([after(32, often), after(33, often)]).toMatchObject([{ allowance: 57 }, { allowance: 50 }]);
  });

  it('goes a little faster with each good batch once the usual is in flight, and slower when it is too much', () => {
    const waiting = { usualInFlight: 40, waiting: 100 };
    const wide = { ...probing(), ...ofSize(45), successes: 44, pace: 1.5 } as BreakerState;
    expect(settle(wide, 'success', waiting)).toMatchObject({ pace: 1.53125, batch: 51 });
    const crowded = { ...wide, successes: 35, failures: 9 } as BreakerState;
    expect(settle(crowded, 'success', waiting)).toMatchObject({ pace: expect.closeTo(1.2) as number, batch: 45 });
    // Slower than that it does not go, and grows again.
    expect(settle({ ...crowded, pace: 0.5 } as BreakerState, 'success', waiting)).toMatchObject({
      pace: 0.625,
      batch: 51,
      failed: 9,
    });
    const paced = request({ ...wide, inFlight: 0, tried: 1, usualPerSecond: 100 } as BreakerState, 2_500);
    expect(paced).toMatchObject({ pacedAtMs: expect.closeTo(2_500 + 1_000 / (100 * 1.75 * 1.5)) as number });
  });

  it('comes back as fast as calls come now, where that is far more than before', () => {
    const due = { ...OPEN, usualPerSecond: 4, probeAtMs: 0 } as BreakerState;
    const back = (arrivalsPerSecond: number): BreakerState =>
      settle(request(due, 1_000), 'success', { usualInFlight: 40, waiting: 500, arrivalsPerSecond });
    expect(back(6.1)).toMatchObject({ usualPerSecond: 6.1 });
    expect(back(6)).toMatchObject({ usualPerSecond: 4 }); // may be chance
    // Later, too: what was taken for usual when the breaker opened may have been a trickle.
    const later = settle(request(back(6), 1_100), 'success', {
      usualInFlight: 40,
      waiting: 500,
      arrivalsPerSecond: 20,
    });
    expect(later).toMatchObject({ usualPerSecond: 20 });
  });

  it('closes for the next call where nobody has come for two seconds', () => {
    const left = { ...probing(), ...ofSize(20), tried: 1, inFlight: 0, pacedAtMs: 5_000 } as BreakerState;
    expect(request(left, 6_999)).toMatchObject({ kind: 'half-open', inFlight: 1 });
    expect(request(left, 7_000)).toEqual({ kind: 'closed', generation: left.generation + 1, run: 0 });
    expect(request({ ...left, inFlight: 1 } as BreakerState, 7_000)).toMatchObject({ kind: 'half-open' });
    // Defect: those who waited for a probe of ten seconds go all together, because nobody went meanwhile.
    expect(request({ ...left, endedAtMs: 6_000 } as BreakerState, 7_999)).toMatchObject({ kind: 'half-open' });
    expect(request({ ...left, tried: 0 } as BreakerState, 7_000)).toMatchObject({ kind: 'half-open' });
  });

  it('grows where exactly half of a batch was slow', () => {
    const wide = { ...probing(), ...ofSize(50), successes: 49, slowed: 25 } as BreakerState;
    expect(settle(wide, 'success', { usualInFlight: 40, waiting: 100 })).toMatchObject({ allowance: 57 });
  });

  it('remembers what failed in batches that were no wider than is usual', () => {
    const earlier = { ...probing(), ...ofSize(8), tried: 9, failed: 1, successes: 5, failures: 2 } as BreakerState;
    expect(settle(earlier, 'success', { usualInFlight: 64 })).toMatchObject({ tried: 17, failed: 3, batch: 16 });
    const usual = settle(earlier, 'success', { usualInFlight: 8, waiting: 100 });
    expect(usual).toMatchObject({ tried: 17, failed: 3 });
    const beyond = settle(earlier, 'success', { usualInFlight: 4, waiting: 100 });
    expect(beyond).toMatchObject({ tried: 9, failed: 1 });
  });

  it('tolerates in a batch what is tolerated when closed, and opens again at more', () => {
    let tolerated = { ...probing(), ...ofSize(8), tried: 1, successes: 1 } as BreakerState;
    for (let failure = 0; failure < 4; failure++) tolerated = settle(tolerated, 'failure');
    expect(tolerated).toMatchObject({ allowance: 8, failures: 4, inFlight: 4 });
    expect(settle(tolerated, 'failure')).toMatchObject({ kind: 'open', failedProbes: 1 });
  });

  it('opens again when nothing of a batch gets through', () => {
    let state = { ...probing(), ...ofSize(8), tried: 1 } as BreakerState;
    for (let failure = 0; failure < 4; failure++) state = settle(state, 'failure');
    expect(state.kind).toBe('half-open');
    expect(settle(state, 'failure')).toMatchObject({ kind: 'open', failedProbes: 1 });
  });

  it('is not opened again by the first bad result after its probe: eight are judged together', () => {
    const waiting = { usualInFlight: 1, waiting: 10 };
    const tried = settle(probing(), 'success', waiting);
    expect(settle(tried, 'failure', waiting)).toMatchObject({ kind: 'half-open', failures: 1 });
  });
});

describe('a target that is tried again, of which nothing is known', () => {
  const unknown = { usualInFlight: Infinity, waiting: 100 };

  it('gets twice as many with each good batch, for as long as calls wait', () => {
    let state = settle(probing(), 'success', unknown);
    expect(state).toMatchObject({ batch: 2, allowance: 2 });
    for (let result = 0; result < 8; result++) state = settle(state, 'success', unknown);
    expect(state).toMatchObject({ batch: 10, allowance: 10 });
    for (let result = 0; result < 10; result++) state = settle(state, 'success', unknown);
    expect(state).toMatchObject({ batch: 20 });
  });

  // Defect: all but one call at a time are refused until the first answer of eight seconds is there.
  it('gets all who come where nobody may wait, until the first of them is answered', () => {
    const options = { ...OPTIONS, whenOpen: 'fail' } as const;
    const given = { usualInFlight: Infinity, sign: 'outlived' } as const;
    let state = settle(probing(options), 'success', given, options);
    for (let result = 0; result < 100; result++)
      state = settle(request(state, 1_000, options), 'success', given, options);
    expect(state).toMatchObject({ kind: 'half-open', inFlight: 101, allowance: Infinity });
    expect(settle(state, 'success', { ...given, sign: 'ended' }, options).kind).toBe('closed');
  });

  // Defect: each of them, on its way for seconds, held the place that it made room for: one more in 150 ms, and no faster.
  it('makes room for two with each that has outlived the failures, since it stays in its own place', () => {
    const climbing = { ...probing(), ...ofSize(8), tried: 1, successes: 3 } as BreakerState;
    expect(settle(climbing, 'success', { ...unknown, sign: 'outlived' })).toMatchObject({ allowance: 10, inFlight: 8 });
    expect(settle(climbing, 'success', unknown)).toMatchObject({ allowance: 9, inFlight: 7 });
  });

  it('climbs to what as many calls as are wanted have in flight, where little was seen of good times', () => {
    const wide = { ...probing(), ...ofSize(8), tried: 1, successes: 7, usualPerSecond: 8 } as BreakerState;
    const seen = { usualInFlight: 2, usualMs: 8_000, waiting: 100 };
    expect(settle(wide, 'success', seen)).toMatchObject({ batch: 16, pace: 1 });
  });

  it('is up with the first good batch when nobody waits any more', () => {
    expect(settle(probing(), 'success', { usualInFlight: Infinity }).kind).toBe('closed');
  });
});

describe('a target that turns some away while it climbs', () => {
  const climbing = { ...probing(), ...ofSize(40), tried: 1, successes: 34, failures: 5 } as BreakerState;
  const waiting = { usualInFlight: 640, waiting: 900 };

  it('gets them at a slower pace, and their failures are not taken for its own', () => {
    expect(settle(climbing, 'success', waiting)).toMatchObject({ pace: 0.875, tried: 1, failed: 0, batch: 160 });
  });

  it('is not slowed down below an eighth less than what was usual: what fails then fails anyway', () => {
    const slowest = { ...climbing, pace: 0.5 } as BreakerState;
    expect(settle(slowest, 'success', waiting)).toMatchObject({ pace: 0.5, tried: 41, failed: 5 });
  });

  it('gets twice as many with its next batch all the same', () => {
    expect(settle(climbing, 'success', { usualInFlight: 100, waiting: 900 })).toMatchObject({ batch: 80 });
  });
});

describe('an outage that begins while the target is tried again', () => {
  const wide = { ...probing(), ...ofSize(50), tried: 64, successes: 20 } as BreakerState;

  function failuresUntilOpen(given: Parameters<typeof settle>[2] = {}, size = 50): number {
    let state = { ...wide, ...ofSize(size) } as BreakerState;
    let failures = 0;
    while (state.kind === 'half-open' && failures < 200) {
      failures++;
      state = settle(state, 'failure', { calls: 100, failures, ...given });
    }
    return failures;
  }

  // Defect: 90 % of a wide batch have to fail first, and those first in line use up their attempts meanwhile.
  it('opens the breaker after eight failures in a row, however wide the batch is', () => {
    expect([failuresUntilOpen(), failuresUntilOpen({}, 500)]).toEqual([8, 8]);
  });

  it('is not seen in a run that chance makes where many fail anyway', () => {
    // One half of the calls before the run failed: up to twenty in a row are chance.
    expect(failuresUntilOpen({ calls: 120, failures: 70 })).toBeGreaterThan(16);
  });

  it('is not seen in failures with a success among them', () => {
    let state = wide;
    for (let index = 0; index < 20; index++) {
      state = settle(state, index % 5 === 4 ? 'success' : 'failure', { waiting: 1 });
    }
    expect(state.kind).toBe('half-open');
  });
});
