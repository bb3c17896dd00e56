import { describe, expect, it } from 'vitest';
import { parseScenario } from '../scenario/parse-scenario.ts';
import { type Arrival, optimum } from './optimum.ts';

/** Evenly spaced calls, 1,000 a second for 120 s. */
const ARRIVALS: Arrival[] = Array.from({ length: 120_000 }, (_empty, index) => ({ atMs: index + 0.5, index }));

/** The optimum as a share of the calls, with answers that take no time. */
function shareOf(scenario: Readonly<Record<string, unknown>>, target = 'upstream', arrivals = ARRIVALS): number {
  const upstream = { latency: { p50: 0, p99: 0 }, ...(scenario['upstream'] as object | undefined) };
  const world = parseScenario({ name: 'test', ...scenario, upstream });
  return optimum(world, target, arrivals, { seed: 1, attempts: world.attempts }) / arrivals.length;
}

const CAPACITY = { capacity: { perSecond: 1_500, burst: 150 } };
const OUTAGE = { kind: 'down', from: '30s', until: '50s' };

describe('optimum', () => {
  it('without patience is what falls outside the outage: 1 - 20/120', () => {
    expect(shareOf({ patience: 0, upstream: CAPACITY, incidents: [OUTAGE] })).toBeCloseTo(1 - 20 / 120, 4);
  });

  it('with patience of 10 s loses 10 s less: 1 - (20 - 10)/120', () => {
    expect(shareOf({ patience: '10s', upstream: CAPACITY, incidents: [OUTAGE] })).toBeCloseTo(1 - 10 / 120, 3);
  });

  it('with patience for the whole outage and its backlog is all of them', () => {
    expect(shareOf({ patience: '60s', upstream: CAPACITY, incidents: [OUTAGE] })).toBe(1);
  });

  it('under a rate limit is the bucket and its refill: (500 x 120 + 500)/120,000', () => {
    const limits = { perSecond: 500, burst: 500 };
    expect(shareOf({ patience: 0, upstream: { limits } })).toBeCloseTo(60_500 / 120_000, 3);
  });

  it('while flapping is what comes outside, what eight times up take, and the backlog of the last', () => {
    const flapping = { kind: 'flapping', from: '20s', until: '100s', down: '5s', up: '5s' };
    const share = shareOf({ patience: '10s', upstream: CAPACITY, incidents: [flapping] });
    // Before the last 5 s up, 10 s of calls wait: as many as have patience left. 5 s more arrive in them, and what is
    // left over after them is served in time.
    const up = 5 * 1_500 + 150;
    const served = 40_000 + 8 * up + (10_000 + 5_000 - up);
    expect(Math.abs(share - served / 120_000)).toBeLessThan(0.002);
  });

  it('in a brownout of p is 1 - p^k in k attempts', () => {
    const brownout = { kind: 'brownout', from: 0, until: '200s', share: 0.3 };
    expect(shareOf({ attempts: 3, incidents: [brownout] })).toBeCloseTo(1 - 0.3 ** 3, 2);
    expect(shareOf({ attempts: 2, incidents: [brownout] })).toBeCloseTo(1 - 0.3 ** 2, 2);
  });

  it('with broken streams counts as complete only what neither fails nor breaks: 0.8 (1 - 0.05^2)', () => {
    const streams = { failBefore: 0.05, breakLater: 0.2 };
    expect(shareOf({ attempts: 2, upstream: { streams } })).toBeCloseTo(0.798, 2);
  });

  it('serves nothing while answers take longer than the gateway or the caller waits', () => {
    const slow = { kind: 'slow', from: '30s', until: '60s', latency: { p50: '12s', p99: '12s' } };
    expect(shareOf({ patience: 0, incidents: [slow] })).toBeCloseTo(1 - 30 / 120, 4);
    expect(shareOf({ patience: '20s', incidents: [slow] })).toBe(1);
    expect(shareOf({ patience: '20s', upstream: { gatewayTimeout: '10s' }, incidents: [slow] })).toBe(1 - 10 / 120);
  });

  it('lets a call whose every attempt would fail wait for better times', () => {
    const brownout = { kind: 'brownout', from: 0, until: '119s', share: 1 };
    expect(shareOf({ patience: '200s', upstream: CAPACITY, incidents: [brownout] })).toBe(1);
    expect(shareOf({ patience: '10s', upstream: CAPACITY, incidents: [brownout] })).toBeCloseTo(11 / 120, 2);
  });

  it('knows the luck of every attempt: no more calls succeed in fewer attempts', () => {
    const brownout = { kind: 'brownout', from: 0, until: '200s', share: 0.3 };
    const [one, two, many] = [1, 2, 20].map((attempts) => shareOf({ attempts, incidents: [brownout] }));
    expect(one).toBeLessThan(two!);
    expect(many).toBe(1);
  });

  it('looks at the incidents of its own target only', () => {
    const incidents = [{ ...OUTAGE, targets: ['a'] }];
    expect(shareOf({ patience: 0, targets: ['a', 'b'], incidents }, 'a')).toBeCloseTo(1 - 20 / 120, 4);
    expect(shareOf({ patience: 0, targets: ['a', 'b'], incidents }, 'b')).toBe(1);
  });
});
