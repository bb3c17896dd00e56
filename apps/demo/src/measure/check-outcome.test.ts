import { describe, expect, it } from 'vitest';
import { checkOutcome } from './check-outcome.ts';
import type { Summary } from './summary.ts';

const GOOD: Summary = {
  calls: 100,
  served: 100,
  lost: 0,
  requests: 105,
  requestsDuringOutage: 5,
  requestsPerCall: 1.05,
  recoveryMs: 0,
  promptAgainMs: 1_500,
  p50Ms: 100,
  p99Ms: 5_000,
};
const WORSE: Summary = { ...GOOD, served: 60, lost: 40, requestsDuringOutage: 40 };

function broken(ours: Partial<Summary>, others: Partial<Summary> = {}): string[] {
  const other = { ...WORSE, ...others };
  return checkOutcome({ Breakwater: { ...GOOD, ...ours }, 'plain axios': other, 'axios-retry': other })
    .filter(({ holds }) => !holds)
    .map(({ rule, found }) => `${rule}: ${found}`);
}

describe('the check of the outcome', () => {
  it('passes when nothing is lost and less is sent', () => {
    expect(broken({})).toEqual([]);
  });

  it('fails for a single lost call, and says how many were', () => {
    expect(broken({ served: 99, lost: 1 })).toEqual(['no call is lost: 1 of 100 were']);
  });

  it('fails for a call that never ends', () => {
    expect(broken({ served: 99 })).toEqual(['every call ends: 1 of 100 did not']);
  });

  it('fails when another client serves more', () => {
    expect(broken({}, { served: 101 })).toHaveLength(2);
  });

  it('fails when as many requests go into the outage as from another client', () => {
    expect(broken({ requestsDuringOutage: 40 })).toHaveLength(2);
  });

  it('fails when calls are not served again', () => {
    expect(broken({ recoveryMs: null })).toEqual(['calls are served again after the outage: never']);
  });
});
