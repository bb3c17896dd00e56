import { describe, expect, it } from 'vitest';
import { FULL_INCIDENT, phaseOf } from '../incident/incident.ts';
import type { CallRecord } from './ledger.ts';
import { quantile, summarise } from './summary.ts';

const OUTAGE = phaseOf(FULL_INCIDENT, 'outage');

function call(arrivedMs: number, tookMs: number | undefined, fate: CallRecord['fate'] = 'served'): CallRecord {
  return { arrivedMs, endedMs: tookMs === undefined ? undefined : arrivedMs + tookMs, fate };
}

describe('a summary', () => {
  it('counts calls by what became of them; one that goes on is neither served nor lost', () => {
    const calls = [call(0, 10), call(1, 10, 'lost'), call(2, undefined, 'waiting')];
    expect(summarise({ calls, requestsMs: [] }, FULL_INCIDENT)).toMatchObject({ calls: 3, served: 1, lost: 1 });
  });

  it('counts the requests during the outage: its first instant is in it, the one after its last is not', () => {
    const requestsMs = [OUTAGE.fromMs - 1, OUTAGE.fromMs, OUTAGE.toMs - 1, OUTAGE.toMs];
    const summary = summarise({ calls: [call(0, 10), call(1, 10)], requestsMs }, FULL_INCIDENT);
    expect(summary).toMatchObject({ requests: 4, requestsDuringOutage: 2, requestsPerCall: 2 });
  });

  it('takes the time of served calls only, from arrival to answer', () => {
    const calls = [call(0, 100), call(5_000, 300), call(6_000, 9_999, 'lost')];
    expect(summarise({ calls, requestsMs: [] }, FULL_INCIDENT)).toMatchObject({ p50Ms: 100, p99Ms: 300 });
  });

  it('has no times where nothing was served, and no division by no calls', () => {
    const summary = summarise({ calls: [], requestsMs: [] }, FULL_INCIDENT);
    expect(summary).toMatchObject({ p50Ms: null, p99Ms: null, requestsPerCall: 0 });
  });

  it('tells apart that calls are served and that they are served promptly', () => {
    const calls = Array.from({ length: 4_000 }, (_, index) => {
      const arrivedMs = index * 10;
      return call(arrivedMs, arrivedMs < OUTAGE.toMs + 2_000 ? 3_000 : 50);
    });
    const { recoveryMs, promptAgainMs } = summarise({ calls, requestsMs: [] }, FULL_INCIDENT);
    expect([recoveryMs, promptAgainMs]).toEqual([0, 2_000]);
  });
});

describe('a quantile', () => {
  it('is the smallest value that the share does not exceed', () => {
    const values = Array.from({ length: 100 }, (_, index) => index + 1);
    expect([0.5, 0.99, 1].map((share) => quantile(values, share))).toEqual([50, 99, 100]);
    expect(quantile([7], 0.99)).toBe(7);
    expect(quantile([], 0.5)).toBeUndefined();
  });
});
