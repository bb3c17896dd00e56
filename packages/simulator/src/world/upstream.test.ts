import { detect } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { noPolicy } from '../contenders/baselines.ts';
import type { Result } from '../measure/result.ts';
import { meanOf } from '../random.ts';
import { runOnce } from '../run-once.ts';
import { parseScenario } from '../scenario/parse-scenario.ts';
import { retryAfterHeaders } from './retry-after.ts';
import { UpstreamError } from './upstream-error.ts';

async function run(scenario: Readonly<Record<string, unknown>>): Promise<Result> {
  const world = parseScenario({ name: 'test', duration: '60s', clients: { count: 20, perSecond: 10 }, ...scenario });
  const { result } = await runOnce(world, noPolicy, { seed: 1, shape: 'clients' });
  return result;
}

describe('an upstream', () => {
  it('serves what its capacity takes, and refuses the rest', async () => {
    const { goodput, wasted } = await run({ upstream: { capacity: { perSecond: 100, burst: 10 } } });
    expect(goodput).toBeCloseTo(0.5, 1);
    expect(goodput + wasted).toBeCloseTo(1, 6);
  });

  it('serves at most as many at once as it has slots', async () => {
    const latency = { p50: '100ms', p99: '100ms' };
    const { goodput } = await run({ upstream: { latency, capacity: { concurrency: 10 } } });
    // Ten slots of 100 ms are 100 calls a second of the 200; a loss system serves 1 - B(10, 20) = 0.462 of them.
    expect(Math.abs(goodput - 0.462)).toBeLessThan(0.02);
  });

  it('lets as many calls through as its token limit pays for', async () => {
    const tokensPerCall = { p50: 1_000, p99: 3_000 };
    const limits = { tokensPerSecond: meanOf(tokensPerCall) * 100, tokenBurst: 10_000 };
    const { goodput } = await run({ upstream: { tokensPerCall, limits } });
    // Small calls fit into gaps that large ones do not, so a little more than half.
    expect(goodput).toBeGreaterThan(0.49);
    expect(goodput).toBeLessThan(0.62);
  });

  it('gives back the slots that a hanging call held, when it hangs no more', async () => {
    const latency = { p50: '100ms', p99: '100ms' };
    const upstream = { latency, capacity: { concurrency: 100, queue: 1_000 } };
    const { recoverMs } = await run({ upstream, incidents: [{ kind: 'hang', from: '10s', until: '20s' }] });
    expect(recoverMs).toBeLessThan(1_000);
  });
});

describe('closed-loop clients', () => {
  it('have one call at a time', async () => {
    const latency = { p50: '900ms', p99: '900ms' };
    const { calls } = await run({ clients: { count: 20, perSecond: 10, arrivals: 'closed' }, upstream: { latency } });
    // A call of 900 ms and a thought of 100 ms: one a second each.
    expect(Math.abs(calls / (20 * 60) - 1)).toBeLessThan(0.05);
  });
});

describe('Retry-After', () => {
  const WALL_MS = Date.parse('2027-01-15T08:00:00Z');

  it('is what the scenario says', () => {
    expect(retryAfterHeaders({ kind: 'none' }, 2_300, WALL_MS)).toEqual({});
    expect(retryAfterHeaders({ kind: 'exact' }, 2_300, WALL_MS)).toEqual({ 'retry-after': '3' });
    expect(retryAfterHeaders({ kind: 'precise' }, 2_299.5, WALL_MS)).toEqual({
      'retry-after': '3',
      'retry-after-ms': '2300',
    });
    expect(retryAfterHeaders({ kind: 'text', text: 'soon' }, 2_300, WALL_MS)).toEqual({ 'retry-after': 'soon' });
  });

  it('as a date goes by the clock of the server, and so does Date', () => {
    expect(retryAfterHeaders({ kind: 'date', inMs: 2_000, skewMs: 300_000 }, 0, WALL_MS)).toEqual({
      date: 'Fri, 15 Jan 2027 08:05:00 GMT',
      'retry-after': 'Fri, 15 Jan 2027 08:05:02 GMT',
    });
  });
});

describe('an error of the upstream', () => {
  it('is to the engine what a real one is', () => {
    const headers = { 'retry-after': '2' };
    const limited = detect(new UpstreamError({ status: 429, headers, broken: false }));
    expect(limited).toMatchObject({ kind: 'response', status: 429, headers });
    const refused = detect(new UpstreamError({ status: 0, headers: {}, broken: false }));
    expect(refused).toMatchObject({ kind: 'network', status: undefined, codes: ['ECONNREFUSED'] });
  });
});
