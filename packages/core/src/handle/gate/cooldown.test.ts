import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cooldown, type CooldownEvent, isOver, lineMs, nextAt, rateAt, transition } from './cooldown.ts';

type Throttled = Extract<CooldownEvent, { type: 'throttled' }>;

function throttle(state: Cooldown | undefined, event: Partial<Throttled> = {}): Cooldown {
  const nowMs = event.nowMs ?? 0;
  const facts = { nowMs, sentAtMs: nowMs, hintMs: undefined, deliveredPerSecond: 10, hasty: false, random: 0 };
  return transition(state, { type: 'throttled', ...facts, ...event }) as Cooldown;
}

/** When a caller that always has more to send gets to send, from `fromMs` to `untilMs`. */
function greedy(start: Cooldown, fromMs: number, untilMs: number): number[] {
  const sentAtMs: number[] = [];
  let state = start;
  let nowMs = fromMs;
  while (nowMs < untilMs) {
    const next = nextAt(state, nowMs);
    if (next > nowMs) nowMs = next;
    else {
      sentAtMs.push(nowMs);
      state = transition(state, {
        type: 'sent',
        failing: false,
        nowMs,
        deliveredPerSecond: state.ceilingPerSecond,
      }) as Cooldown;
    }
  }
  return sentAtMs;
}

function mostInASecond(sentAtMs: readonly number[]): number {
  return Math.max(0, ...sentAtMs.map((from) => sentAtMs.filter((ms) => ms >= from && ms < from + 1_000).length));
}

describe('a cooldown with a hint', () => {
  it('lets nobody go before the hint is over', () => {
    const state = throttle(undefined, { hintMs: 2_000 });
    expect(nextAt(state, 0)).toBe(2_000);
    expect(nextAt(state, 1_999)).toBe(2_000);
    expect(nextAt(state, 2_000)).toBeLessThanOrEqual(2_000);
  });

  it('is spread by up to a sixth of the hint, and five seconds at most', () => {
    const latest = (hintMs: number): number => throttle(undefined, { hintMs, random: 1 - 2 ** -53 }).untilMs;
    expect(latest(2_000)).toBeCloseTo(2_000 * (7 / 6));
    expect(latest(60_000)).toBeCloseTo(65_000);
  });

  it('is only ever extended: a shorter hint that comes later changes nothing', () => {
    const state = throttle(throttle(undefined, { hintMs: 5_000 }), { hintMs: 1_000, nowMs: 10 });
    expect(state.untilMs).toBe(5_000);
    expect(throttle(state, { hintMs: 9_000, nowMs: 20 }).untilMs).toBe(9_020);
  });

  it('never lets all go together when it is over', () => {
    const state = throttle(undefined, { hintMs: 2_000, deliveredPerSecond: 19 });
    const sent = greedy(state, 0, 3_000);
    expect(Math.min(...sent)).toBe(2_000);
    // What was saved up meanwhile goes out at twice the rate of 16 a second.
    expect(sent.filter((ms) => ms < 2_100).length).toBeLessThanOrEqual(5);
    expect(mostInASecond(sent)).toBeLessThanOrEqual(2 * 20);
  });
});

describe('how long a line takes', () => {
  const shut = throttle(undefined, { hintMs: 10_000, deliveredPerSecond: 2 });

  it('is told by the pace of the moment where calls go out', () => {
    const paced = throttle(undefined, { deliveredPerSecond: 2 });
    expect(lineMs(paced, 17, 0, 0)).toBeCloseTo(17_000 / rateAt(paced, 0));
    expect(lineMs(shut, 17, 12_000, 12_000)).toBeCloseTo(17_000 / rateAt(shut, 12_000));
  });

  // Defect: a client of 3 calls a second that was asked to wait for 10 s refused 40 calls which had a minute: at the pace
  // of the first second they would have taken 65 s, and in fact took seven.
  it('counts on a pace that grows by one a second where none may go yet', () => {
    // 85 % of two a second, and one more with each second.
    for (const ahead of [1, 17, 80]) {
      const seconds = lineMs(shut, ahead, 10_000, 500) / 1_000;
      expect(1.7 * seconds + seconds ** 2 / 2).toBeCloseTo(ahead);
    }
    expect(lineMs(shut, 0, 10_000, 500)).toBe(0);
  });

  it('keeps to what a quota allows', () => {
    const quota = { type: 'quota-seen', nowMs: 100, perSecond: 1, resetMs: 60_000, deliveredPerSecond: 2 } as const;
    const told = transition(shut, quota) as Cooldown;
    expect(lineMs(told, 17, 10_000, 500)).toBe(17_000);
  });
});

describe('a cooldown of a busy target', () => {
  it('is a pace at first: a hint does not close the gate where many calls a second get through', () => {
    const state = throttle(undefined, { hintMs: 10_000, deliveredPerSecond: 300 });
    expect(nextAt(state, 10)).toBeLessThanOrEqual(10);
  });

  it('closes the gate when all that is sent at the new pace is throttled too', () => {
    let state: Cooldown | undefined;
    for (let nowMs = 0; nowMs <= 300; nowMs += 100) {
      expect(nextAt(state, nowMs)).toBeLessThanOrEqual(nowMs);
      state = throttle(state, { nowMs, hintMs: 10_000, deliveredPerSecond: 300 });
    }
    expect(nextAt(state, 300)).toBe(10_300);
  });

  it('stays a pace as long as some of it gets through', () => {
    let state: Cooldown | undefined;
    for (let nowMs = 0; nowMs <= 2_000; nowMs += 100) {
      state = throttle(state, { nowMs, hintMs: 10_000, deliveredPerSecond: 300 });
      state = transition(state, { type: 'delivered', sentAtMs: nowMs, deliveredPerSecond: 300 });
    }
    expect(nextAt(state, 2_000)).toBeLessThanOrEqual(2_000);
  });
});

describe('a hint of a target that serves, and little', () => {
  const hint = { hintMs: 10_000, deliveredPerSecond: 3 };
  const shut = throttle(undefined, hint);
  const delivered = (state: Cooldown, sentAtMs: number): Cooldown =>
    transition(state, { type: 'delivered', sentAtMs, deliveredPerSecond: 3 }) as Cooldown;

  it('shuts again after one answer: the limit is ours alone', () => {
    const state = throttle(delivered(shut, 10_100), { ...hint, nowMs: 10_300 });
    expect(state.untilMs).toBe(20_300);
  });

  // Defect: ten clients that share a limit shut themselves out in turn, and never work off what waits.
  it('does not shut again after two: it is shared, and the pace has to change', () => {
    const served = delivered(delivered(shut, 10_100), 10_200);
    const first = throttle(served, { ...hint, nowMs: 10_300 });
    const second = throttle(first, { ...hint, nowMs: 10_700 });
    expect([first.untilMs, second.untilMs]).toEqual([10_300, 10_700]);
    expect(rateAt(first, 10_300)).toBeLessThan(rateAt(served, 10_300));
  });

  it('shuts when three in a row are throttled all the same, and is not believed to serve then', () => {
    let state = delivered(delivered(shut, 10_100), 10_200);
    for (const nowMs of [10_300, 10_700, 11_100]) state = throttle(state, { ...hint, nowMs });
    expect(state.untilMs).toBe(21_100);
    expect(throttle(delivered(state, 21_200), { ...hint, nowMs: 21_300 }).untilMs).toBe(31_300);
  });

  it('is not believed to serve once what was sent earlier has shut it', () => {
    const state = throttle(delivered(shut, 10_100), { ...hint, nowMs: 10_300, sentAtMs: -1 });
    expect([state.untilMs, state.served]).toEqual([20_300, 0]);
  });

  it('counts no answer to what was sent before it was shut', () => {
    const state = throttle(delivered(delivered(shut, -2), -1), { ...hint, nowMs: 10_300 });
    expect(state.untilMs).toBe(20_300);
  });
});

describe('the rate after a 429', () => {
  it('is 85 % of what got through', () => {
    expect(rateAt(throttle(undefined, { deliveredPerSecond: 100 }), 0)).toBeCloseTo(85);
  });

  it('is cut once per round trip: what was sent before the cut cuts no more', () => {
    const first = throttle(undefined, { nowMs: 1_000 });
    let after = first;
    for (let call = 0; call < 50; call++) after = throttle(after, { nowMs: 1_001 + call, sentAtMs: 900 + call });
    expect([after.ceilingPerSecond, after.cutAtMs]).toEqual([first.ceilingPerSecond, 1_000]);
    const second = throttle(after, { nowMs: 2_000, sentAtMs: 1_500 });
    expect(rateAt(second, 2_000)).toBeLessThan(rateAt(after, 2_000));
  });

  it('grows back to what was too much along a cubic: fast, slowly around it, then fast beyond', () => {
    const state = throttle(undefined, { deliveredPerSecond: 1_000 });
    expect(rateAt(state, 1_000)).toBeCloseTo(1_000 + 1);
    const growth = [0, 950, 2_000].map((ms) => rateAt(state, ms + 50) - rateAt(state, ms));
    expect(growth[1]).toBeLessThan((growth[0] ?? 0) / 10);
    expect(growth[2]).toBeGreaterThan((growth[1] ?? 0) * 10);
  });

  // Defect: each client rose in proportion to its rate, so that the shares of a common limit stayed as chance had made them.
  it('grows by the same step for all besides, which makes their shares of a common limit even', () => {
    const after = (perSecond: number, ms: number): number =>
      rateAt(throttle(undefined, { deliveredPerSecond: perSecond }), ms);
    expect(after(4, 1_000)).toBeCloseTo(4 + 1);
    expect(after(40, 1_000)).toBeCloseTo(40 + 1);
    expect(after(40, 0)).toBeCloseTo(40 * 0.85);
  });

  it('grows by half of their rate for the slowest, or they would be throttled with every other call', () => {
    expect(rateAt(throttle(undefined, { deliveredPerSecond: 1.5 }), 1_000)).toBeCloseTo(1.5 * 1.5);
  });

  it('does not grow while nobody may send', () => {
    const state = throttle(undefined, { hintMs: 60_000 });
    expect(rateAt(state, 60_000)).toBeCloseTo(8.5);
  });

  it('never goes far beyond what gets through', () => {
    const state = throttle(undefined, { deliveredPerSecond: 100 });
    const sent = transition(state, { type: 'sent', failing: false, nowMs: 9_000, deliveredPerSecond: 100 }) as Cooldown;
    expect(rateAt(state, 9_000)).toBeGreaterThan(600);
    expect(sent.nextAtMs - 9_000).toBeCloseTo(1_000 / 150);
  });

  // Defect: a limit that had gone left a backlog, and the pace stayed half as fast again as what the target could take.
  it('hardly goes beyond what gets through while other attempts fail', () => {
    const state = throttle(undefined, { deliveredPerSecond: 100 });
    const sent = transition(state, { type: 'sent', failing: true, nowMs: 9_000, deliveredPerSecond: 200 }) as Cooldown;
    expect(sent.nextAtMs - 9_000).toBeCloseTo(1_000 / 210);
  });

  it('does not go below what the limit was while other attempts fail', () => {
    const state = throttle(undefined, { deliveredPerSecond: 100 });
    const sent = transition(state, { type: 'sent', failing: true, nowMs: 9_000, deliveredPerSecond: 50 }) as Cooldown;
    expect(sent.nextAtMs - 9_000).toBeCloseTo(1_000 / 100);
  });

  it('starts at a few a second where nothing got through yet: nothing measured is no limit', () => {
    expect(rateAt(throttle(undefined, { deliveredPerSecond: 0 }), 0)).toBeCloseTo(1.7);
    expect(rateAt(throttle(undefined, { deliveredPerSecond: 1 }), 0)).toBeCloseTo(0.85);
  });

  it('leaves half a call a second within seconds: so slow a measure bounds nothing', () => {
    let state = throttle(undefined, { deliveredPerSecond: 0.5 });
    let [sent, nowMs] = [0, 0];
    for (; nowMs < 10_000; nowMs = nextAt(state, nowMs) + 20, sent++) {
      state = transition(state, { type: 'sent', failing: false, nowMs, deliveredPerSecond: 0.5 }) as Cooldown;
    }
    expect(sent).toBeGreaterThan(10);
  });

  it('climbs with every answer where next to nothing was known, until it is too much', () => {
    let state = throttle(undefined, { deliveredPerSecond: 2 });
    for (let answer = 0; answer < 16; answer++) {
      state = transition(state, { type: 'delivered', sentAtMs: 10, deliveredPerSecond: 3 }) as Cooldown;
    }
    expect(state.ceilingPerSecond).toBeCloseTo(2 * 1.25 ** 16);
    const cut = throttle(state, { nowMs: 3_000, sentAtMs: 2_900, deliveredPerSecond: 30 });
    expect(cut.climbing).toBe(false);
    expect(transition(cut, { type: 'delivered', sentAtMs: 3_100, deliveredPerSecond: 3 })).toMatchObject({
      ceilingPerSecond: cut.ceilingPerSecond,
    });
  });

  it('does not climb for answers from before it was cut, nor where more was known', () => {
    const sparse = throttle(undefined, { nowMs: 1_000, deliveredPerSecond: 2 });
    expect(transition(sparse, { type: 'delivered', sentAtMs: 999, deliveredPerSecond: 3 })).toBe(sparse);
    expect(throttle(undefined, { deliveredPerSecond: 2.1 }).climbing).toBe(false);
  });

  it('rises to what gets through, where half as much again does', () => {
    const risen = (state: Cooldown, deliveredPerSecond: number, sentAtMs = 1_000): number =>
      (transition(state, { type: 'delivered', sentAtMs, deliveredPerSecond }) as Cooldown).ceilingPerSecond;
    const busy = throttle(undefined, { deliveredPerSecond: 40 });
    expect([risen(busy, 59.9), risen(busy, 60)]).toEqual([40, 60]);
    const quiet = throttle(undefined, { deliveredPerSecond: 2.1 });
    expect([risen(quiet, 19.9), risen(quiet, 20)]).toEqual([2.1, 20]); // 19.9: chance, perhaps
    // Defect: what had got through before a limit began raised the pace again after every cut.
    expect(risen(busy, 60, 999)).toBe(40);
  });

  it('is forgotten ten seconds after the last cut, when it has long allowed more than is used', () => {
    const state = throttle(undefined);
    expect([isOver(state, 9_999), isOver(state, 10_000)]).toEqual([false, true]);
    expect(rateAt(state, 10_000)).toBeGreaterThan(100 * state.ceilingPerSecond);
  });
});

describe('a quota that was seen', () => {
  const seen = { type: 'quota-seen', nowMs: 0, resetMs: 30_000, deliveredPerSecond: 50 } as const;

  it('paces before the first refusal, when it would not last', () => {
    const state = transition(undefined, { ...seen, perSecond: 5 }) as Cooldown;
    expect(rateAt(state, 29_999)).toBe(5);
    expect(isOver(state, 29_999)).toBe(false);
  });

  it('changes nothing when it lasts', () => {
    expect(transition(undefined, { ...seen, perSecond: 50 })).toBeUndefined();
    const before = throttle(undefined);
    expect(transition(before, { ...seen, perSecond: 60 })).toBe(before);
  });

  it('does not open what a hint has shut', () => {
    const state = transition(throttle(undefined, { hintMs: 5_000 }), { ...seen, perSecond: 5 }) as Cooldown;
    expect(nextAt(state, 1_000)).toBe(5_000);
  });

  it('is kept in any second, to a burst of 20 ms, and is used up while there is more to send', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 5_000 }), (perSecond, idleMs) => {
        const facts = { ...seen, resetMs: 60_000, deliveredPerSecond: 1_000 };
        const state = transition(undefined, { ...facts, perSecond }) as Cooldown;
        const sent = greedy(state, idleMs, idleMs + 5_000);
        expect(mostInASecond(sent)).toBeLessThanOrEqual(Math.ceil(perSecond * 1.02) + 1);
        expect(sent.length).toBeGreaterThanOrEqual(perSecond * 5 - 1);
      }),
      { seed: 1, numRuns: 40 },
    );
  });
});

describe('a hint where nobody may wait', () => {
  it('closes the gate only when nothing gets through: who is held back is lost', () => {
    expect(throttle(undefined, { hintMs: 10_000, hasty: true, deliveredPerSecond: 0.5 }).untilMs).toBe(0);
    expect(throttle(undefined, { hintMs: 10_000, hasty: true, deliveredPerSecond: 0 }).untilMs).toBe(10_000);
  });
});

describe('a cooldown, whatever happens', () => {
  const happening = fc.record({
    type: fc.constantFrom('throttled' as const, 'quota-seen' as const, 'sent' as const),
    afterMs: fc.integer({ min: 0, max: 3_000 }),
    roundTripMs: fc.integer({ min: 0, max: 5_000 }),
    hintMs: fc.option(fc.integer({ min: 1, max: 10_000 }), { nil: undefined }),
    perSecond: fc.double({ min: 0, max: 200, noNaN: true }),
    resetMs: fc.integer({ min: 1, max: 60_000 }),
    deliveredPerSecond: fc.double({ min: 0, max: 500, noNaN: true }),
    hasty: fc.boolean(),
    failing: fc.boolean(),
    random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  });

  it('never opens early, never slows to a stop, and never cuts twice in one round trip', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60, size: 'max' }), (happenings) => {
        let state: Cooldown | undefined;
        let nowMs = 0;
        for (const { afterMs, roundTripMs, ...facts } of happenings) {
          nowMs += afterMs;
          const before = state;
          if (facts.type === 'sent' && nextAt(before, nowMs) > nowMs) continue;
          const sentAtMs = nowMs - roundTripMs;
          state = transition(before, { ...facts, nowMs, sentAtMs });
          if (state === undefined) continue;
          expect(state.untilMs).toBeGreaterThanOrEqual(before?.untilMs ?? 0);
          expect(nowMs >= state.untilMs || nextAt(state, nowMs) >= state.untilMs).toBe(true);
          expect(rateAt(state, nowMs)).toBeGreaterThanOrEqual(0.5);
          expect(state.nextAtMs).toBeLessThanOrEqual(Math.max(nowMs, state.untilMs) + 2_020);
          const stale = before !== undefined && facts.type === 'throttled' && sentAtMs < before.cutAtMs;
          expect(stale ? state.cutAtMs : undefined).toBe(stale ? before.cutAtMs : undefined);
          const grownBack = rateAt({ ...state, quota: undefined }, Math.max(state.cutAtMs, state.untilMs) + 1_000);
          expect(grownBack).toBeGreaterThanOrEqual(state.ceilingPerSecond - 1e-6);
        }
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});
