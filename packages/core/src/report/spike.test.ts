import { describe, expect, it } from 'vitest';
import { resolveAlerts } from '../policy/resolve-alerts.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import type { AlertEvent } from './alert-event.ts';
import { createAlerts } from './alerts.ts';
import { isSpike, isStillSpike, learn, NO_BASELINE, usualShare } from './spike.ts';
import { NO_COUNTS } from './rolling-counts.ts';
import { createStatistics } from './statistics.ts';

const LIMITS = { factor: 3, minimumCalls: 20 };
const FAILURE = {
  code: 503,
  reason: 'overloaded',
  retryable: true,
  scope: 'target',
  advice: 'Try again later',
  rule: 'http/503',
} as const;

interface Traffic {
  readonly seed: number;
  readonly seconds: number;
  /** Attempts a second, and the share of them that fails, at a time in seconds. */
  readonly rate: (second: number) => number;
  readonly share: (second: number) => number;
}

/** Alerts of Poisson traffic, with the second at which each came. */
function spikesOf({ seed, seconds, rate, share }: Traffic): readonly (AlertEvent & { readonly second: number })[] {
  const random = seededRandom(seed);
  const statistics = createStatistics();
  const events: (AlertEvent & { second: number })[] = [];
  let second = 0;
  const rules = resolveAlerts({ alerts: [{ type: 'spike' }] });
  const watch = createAlerts(rules, (event) => events.push({ ...event, second })).watch('openai/gpt-5', statistics);
  for (;;) {
    second -= Math.log(1 - random()) / rate(second);
    if (second > seconds) return events;
    const nowMs = second * 1_000;
    if (random() < share(second)) {
      statistics.attemptFailed(100, FAILURE, nowMs);
      watch.observe(nowMs, FAILURE);
    } else {
      statistics.attemptSucceeded(100, nowMs);
      watch.observe(nowMs);
    }
  }
}

describe('a spike at 20 attempts a second, from 1 % to 10 % of failures for two minutes', () => {
  const begins = 1_800;
  const ends = begins + 120;
  const trials = Array.from({ length: 40 }, (_, index) =>
    spikesOf({
      seed: index + 1,
      seconds: ends + 120,
      rate: () => 20,
      share: (second) => (second >= begins && second < ends ? 0.1 : 0.01),
    }),
  );

  it('is raised once, within 15 s', () => {
    for (const events of trials) {
      const seconds = events.filter(({ type }) => type === 'raised').map(({ second }) => second);
      expect(seconds).toHaveLength(1);
      expect(seconds[0]).toBeGreaterThan(begins);
      expect(seconds[0]).toBeLessThan(begins + 15);
    }
  });

  it('is cleared once, within 60 s of the recovery', () => {
    for (const events of trials) {
      const seconds = events.filter(({ type }) => type === 'cleared').map(({ second }) => second);
      expect(seconds).toHaveLength(1);
      expect(seconds[0]).toBeGreaterThan(ends);
      expect(seconds[0]).toBeLessThan(ends + 60);
    }
  });
});

describe('steady traffic', () => {
  it.each([
    [0.2, [1, 2, 3, 4, 5]],
    [2, [1, 2, 3, 4, 5]],
    [20, [1, 2]],
    [200, [1]],
  ] as const)(
    'of %d a second that fails by 1 %% raises at most one false alert in a day',
    (perSecond, seeds) => {
      for (const seed of seeds) {
        const events = spikesOf({ seed, seconds: 86_400, rate: () => perSecond, share: () => 0.01 });
        expect(events.filter(({ type }) => type === 'raised').length).toBeLessThanOrEqual(1);
      }
    },
    60_000, // a day at 200 a second is 17 million attempts
  );

  it.each([0, 0.01, 0.05, 0.2])(
    'that fails by %d raises at most one false alert in a day from 0.2 to 200 a second',
    (share) => {
      // The rate swings between the two, spending as long in each decade.
      const rate = (second: number): number => 0.2 * 1_000 ** (0.5 - 0.5 * Math.cos((second / 86_400) * 2 * Math.PI));
      const events = spikesOf({ seed: 1, seconds: 86_400, rate, share: () => share });
      expect(events.filter(({ type }) => type === 'raised').length).toBeLessThanOrEqual(1);
    },
  );
});

describe('a window', () => {
  const baseline = { attempts: 10_000, failures: 100 };

  it('does not stand out on fewer attempts than the rule asks for', () => {
    expect(isSpike([{ attempts: 19, failures: 19 }], baseline, LIMITS)).toBe(false);
    expect(isSpike([{ attempts: 20, failures: 19 }], baseline, LIMITS)).toBe(true);
  });

  it('does not stand out below the factor, however sure that is', () => {
    expect(isSpike([{ attempts: 1e6, failures: 29_999 }], baseline, LIMITS)).toBe(false);
    expect(isSpike([{ attempts: 1e6, failures: 30_000 }], baseline, LIMITS)).toBe(true);
  });

  it('does not stand out by chance: 4 failures of 60 where 1 % is usual', () => {
    expect(isSpike([{ attempts: 60, failures: 4 }], baseline, LIMITS)).toBe(false);
  });

  it('does not stand out from what has not been learned', () => {
    expect(isSpike([{ attempts: 60, failures: 60 }], { attempts: 99, failures: 0 }, LIMITS)).toBe(false);
    expect(isSpike([{ attempts: 60, failures: 60 }], { attempts: 100, failures: 0 }, LIMITS)).toBe(true);
  });

  it('stands out from a perfect past only with failures that are worth a call', () => {
    const perfect = { attempts: 1e7, failures: 0 };
    expect(isSpike([{ attempts: 600, failures: 3 }], perfect, LIMITS)).toBe(false);
    expect(isSpike([{ attempts: 600, failures: 15 }], perfect, LIMITS)).toBe(true);
  });

  it('that is long does not count when it is over', () => {
    const [over, still] = [
      { attempts: 600, failures: 6 },
      { attempts: 600, failures: 20 },
    ];
    const long = { attempts: 1_200, failures: 60 };
    expect(isSpike([over, NO_COUNTS, long], baseline, LIMITS)).toBe(false);
    expect(isSpike([still, NO_COUNTS, long], baseline, LIMITS)).toBe(true);
  });

  it('goes on to stand out until it is nearer to what is usual', () => {
    expect(isStillSpike({ attempts: 100, failures: 3 }, baseline, LIMITS)).toBe(true);
    expect(isStillSpike({ attempts: 100, failures: 2 }, baseline, LIMITS)).toBe(false);
    expect(isStillSpike({ attempts: 0, failures: 0 }, baseline, LIMITS)).toBe(false);
  });
});

describe('a baseline', () => {
  it('learns what has left the window, once', () => {
    const first = learn(NO_BASELINE, 0, { attempts: 1_000, failures: 20 }, { attempts: 200, failures: 12 });
    expect(first).toMatchObject({ attempts: 800, failures: 8 });
    expect(learn(first, 0, { attempts: 1_000, failures: 20 }, { attempts: 200, failures: 12 })).toBe(first);
    expect(usualShare(first)).toBe(0.01);
  });

  it('forgets half of it in an hour of traffic, and nothing in an hour without', () => {
    let baseline = learn(NO_BASELINE, 0, { attempts: 1_000, failures: 100 }, NO_COUNTS);
    let total = 1_000;
    for (let second = 5; second <= 3_600; second += 5) {
      baseline = learn(baseline, second * 1_000, { attempts: (total += 1), failures: 100 }, NO_COUNTS);
    }
    expect(baseline.failures).toBeCloseTo(50, 6);
    const later = learn(baseline, 9 * 3_600_000, { attempts: total + 1, failures: 100 }, NO_COUNTS);
    expect(later.failures).toBeGreaterThan(49);
  });

  it('does not learn a spike that is being reported', () => {
    const before = learn(NO_BASELINE, 0, { attempts: 1_000, failures: 10 }, NO_COUNTS);
    const during = learn(before, 5_000, { attempts: 1_100, failures: 100 }, NO_COUNTS, 1_000);
    const after = learn(during, 10_000, { attempts: 1_200, failures: 101 }, NO_COUNTS);
    expect(usualShare(during)).toBe(usualShare(before));
    expect(after.failures).toBeLessThan(11.1);
  });

  it('takes the new normal for normal after an hour', () => {
    const events = spikesOf({
      seed: 5,
      seconds: 4 * 3_600,
      rate: () => 5,
      share: (second) => (second < 1_800 ? 0.01 : 0.2),
    });
    expect(events.map(({ type }) => type)).toEqual(['raised', 'cleared']);
    expect(events[1]!.second).toBeGreaterThan(1_800 + 3_600);
    expect(events[1]!.second).toBeLessThan(1_800 + 3_600 + 300);
  });
});
