import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ResolvedBudget } from '../../policy/resolved.ts';
import { refund, repay, retryCost, spend } from './budget.ts';

const OPTIONS: ResolvedBudget = { capacity: 500, cost: 14, throttleCost: 5 };

describe('the retry budget', () => {
  it('charges less for a retry after throttling', () => {
    expect([retryCost(false, OPTIONS), retryCost(true, OPTIONS)]).toEqual([14, 5]);
  });

  it('allows 35 retries in a total outage, and 100 when everything is throttled', () => {
    function retriesAt(cost: number): number {
      let retries = 0;
      for (let budget = spend(500, cost); budget !== undefined; budget = spend(budget, cost)) retries++;
      return retries;
    }
    expect([retriesAt(14), retriesAt(5)]).toEqual([35, 100]);
  });

  it('gives its last tokens, and nothing that it does not have', () => {
    expect(spend(14, 14)).toBe(0);
    expect(spend(13, 14)).toBeUndefined();
  });

  it('gets back what a retry had cost that succeeded, and 1 for a first attempt', () => {
    expect(refund(100, 14, OPTIONS)).toBe(114);
    expect(refund(100, 0, OPTIONS)).toBe(101);
    expect(refund(499.5, 14, OPTIONS)).toBe(500);
  });

  it('gets back what a retry had cost that was never sent', () => {
    expect(repay(100, 14, OPTIONS)).toBe(114);
    expect(repay(490, 14, OPTIONS)).toBe(500);
  });

  it('stays between empty and full whatever happens', () => {
    const costs = fc.array(fc.constantFrom('transient', 'throttled', 'success', 'retry-success'), {
      maxLength: 400,
      size: 'max',
    });
    fc.assert(
      fc.property(costs, (happenings) => {
        let budget = OPTIONS.capacity;
        for (const happening of happenings) {
          if (happening === 'success') budget = refund(budget, 0, OPTIONS);
          else if (happening === 'retry-success') budget = refund(budget, 14, OPTIONS);
          else budget = spend(budget, retryCost(happening === 'throttled', OPTIONS)) ?? budget;
          expect(budget >= 0 && budget <= OPTIONS.capacity).toBe(true);
        }
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});
