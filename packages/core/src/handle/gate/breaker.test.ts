import { describe, expect, it } from 'vitest';
import { fail, OPEN, OPTIONS, request, settle } from '../../../test/breaker-steps.ts';
import { type BreakerOptions, type BreakerState, CLOSED } from './breaker-state.ts';
import { transition } from './breaker.ts';

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

  it('is the same object after a success that changes nothing', () => {
    expect(settle(CLOSED, 'success')).toBe(CLOSED);
  });

  it('is not moved by what says nothing about the target', () => {
    const before = fail(CLOSED, 4);
    expect(settle(before, 'neutral')).toMatchObject({ kind: 'closed', generation: 0, run: 4 });
    expect(settle(CLOSED, 'neutral')).toBe(CLOSED);
  });

  // Defect: clients of one call in 1.25 s came back at twice the capacity, since they took their retries for usual calls.
  it('takes the calls that come for the usual rate, and not the retries among the attempts', () => {
    const down = (given: object): BreakerState => settle(fail(CLOSED, 4), 'failure', given);
    expect(down({ callsPerSecond: 9, arrivalsPerSecond: 4 })).toMatchObject({ kind: 'open', usualPerSecond: 4 });
    expect(down({ callsPerSecond: 3, arrivalsPerSecond: 4 })).toMatchObject({ kind: 'open', usualPerSecond: 3 });
    expect(down({ callsPerSecond: 9, arrivalsPerSecond: 0 })).toMatchObject({ kind: 'open', usualPerSecond: 9 });
  });

  // Defect: a target that is silent has few results, and was probed as if few calls came.
  it('takes the calls that come for the usual rate where results are far fewer', () => {
    const down = (given: object): BreakerState => settle(fail(CLOSED, 4), 'failure', given);
    expect(down({ callsPerSecond: 2, arrivalsPerSecond: 3 })).toMatchObject({ kind: 'open', usualPerSecond: 2 });
    expect(down({ callsPerSecond: 2, arrivalsPerSecond: 80 })).toMatchObject({ kind: 'open', usualPerSecond: 80 });
  });

  // Defect: where answers take 8 s and refusals none, the first seconds after an outage show nothing but refusals.
  it('counts who has outlived such failures among the good, where most fail', () => {
    const facts = { usualMs: 8_000, durationMs: 50, callsPerSecond: 20, ordinal: 0, goodOrdinal: 1 };
    const mostly = { ...facts, calls: 30, failures: 20 };
    // Half of all may fail. Three of twenty a second are out for less than 150 ms: they may be either.
    expect(settle(CLOSED, 'failure', { ...mostly, inFlight: 13 }).kind).toBe('closed');
    expect(settle(CLOSED, 'failure', { ...mostly, inFlight: 12 }).kind).toBe('open');
    expect(settle(CLOSED, 'failure', { ...mostly, inFlight: 13, usualMs: 150 }).kind).toBe('open');
    expect(settle(CLOSED, 'failure', { ...mostly, inFlight: 1, failures: 15 }).kind).toBe('closed');
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

  // Defect: in a brownout of 30 % whose errors took 8 s, chance opened the breaker of a gateway once in 240 s, and each
  // time a fifth of a minute's calls was lost, until an answer was there.
  it('is no outage before it has lasted for a twelfth of the time that a failure takes', () => {
    const slow = { durationMs: 12_000, usualMs: 8_000, callsPerSecond: 20 };
    expect(settle({ ...fifth, run: 18 }, 'failure', slow).kind).toBe('closed');
    expect(settle({ ...fifth, run: 19 }, 'failure', slow).kind).toBe('open');
    expect(settle(fifth, 'failure', { ...slow, callsPerSecond: 5 }).kind).toBe('open');
  });

  it('may be one failure where the policy says so and one call comes a second, however long it took', () => {
    const alone = { durationMs: 20_000, callsPerSecond: 1 };
    expect(settle(CLOSED, 'failure', alone, { ...OPTIONS, threshold: 1 }).kind).toBe('open');
  });

  // Defect: right after an outage five calls that were too many for the upstream shut out the other 400 of that second.
  it('is longer where many come and are refused, too, but not where they wait', () => {
    const many = { callsPerSecond: 1, arrivalsPerSecond: 800 };
    const fails = { ...OPTIONS, whenOpen: 'fail' } as const;
    expect([fails, OPTIONS].map((options) => settle(fifth, 'failure', many, options).kind)).toEqual(['closed', 'open']);
    expect(settle({ ...fifth, run: 79 }, 'failure', many, fails).kind).toBe('open');
  });

  // Defect: 20 small clients opened three breakers in the first seconds of a brownout, by which few of their calls had failed.
  it('is longer at once where failures have only begun to be usual', () => {
    /** Whether so many failures in a row are an outage, where such a share had failed lately and hardly any before. */
    const isOutage = (run: number, share: number, options: BreakerOptions = OPTIONS): boolean => {
      const failedLately = 1 - (1 - share) * (15 / 16) ** run;
      return (
        settle({ ...fifth, run: run - 1 }, 'failure', { calls: 100 + run, failures: 1 + run, failedLately }, options)
          .kind === 'open'
      );
    };
    // 0.12 ** 7 is less than one in a million; and what is known of a moment explains no more than 0.3 ** 12 does.
    expect([5, 6, 7].map((run) => isOutage(run, 0.12))).toEqual([false, false, true]);
    expect([11, 12].map((run) => isOutage(run, 0.3))).toEqual([false, true]);
    expect([11, 12].map((run) => isOutage(run, 0.9))).toEqual([false, true]);
    expect(isOutage(5, 0)).toBe(true);
    expect(isOutage(5, 0.3, { ...OPTIONS, whenOpen: 'fail' })).toBe(true);
  });

  it('is measured against the calls before it only, and only where these are enough', () => {
    const options = { ...OPTIONS, ratio: 1 };
    // Half of twenty calls had failed before: five more in a row are no news.
    expect(settle(fifth, 'failure', { calls: 25, failures: 15 }, options).kind).toBe('closed');
    expect(settle(fifth, 'failure', { calls: 24, failures: 15 }, options).kind).toBe('open');
    expect(settle(fifth, 'failure', { calls: 25, failures: 5 }, options).kind).toBe('open');
  });
});

describe('an open breaker', () => {
  it('is not moved by a result, not even one of its own generation', () => {
    expect([settle(OPEN, 'success'), settle(OPEN, 'failure')]).toEqual([OPEN, OPEN]);
  });

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

  it('is tried again before its time, with no attempt in flight, once an answer has come meanwhile', () => {
    const event = { type: 'answered-meanwhile', nowMs: 10 } as const;
    const after = transition(OPEN, event, OPTIONS);
    expect(after).toMatchObject({ kind: 'half-open', generation: 2, allowance: 1, inFlight: 0, proven: false });
    expect([after, CLOSED].map((state) => transition(state, event, OPTIONS))).toEqual([after, CLOSED]);
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
  function openFor(callsPerSecond: number, downForMs: number, whenOpen: 'wait' | 'fail' = 'wait'): number {
    const options = { ...OPTIONS, probeAfterMs: Infinity, maxProbeAfterMs: 2_000, whenOpen };
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

  it('is probed more often where nobody may wait: what comes before the next probe is lost', () => {
    expect([0.1, 1, 4, 25, 49].map((perSecond) => Math.round(openFor(perSecond, 0, 'fail')))).toEqual([
      1_000, 1_000, 769, 308, 220,
    ]);
  });

  it('is probed as often in the end as at first where nobody may wait', () => {
    expect([4_000, 60_000].map((downForMs) => Math.round(openFor(25, downForMs, 'fail')))).toEqual([308, 308]);
  });
});
