import type { ResolvedBudget } from '../../policy/resolved.ts';

/**
 * What the retries of one target may still cost: tokens in [0, capacity]. Retries draw on it, successes pay in.
 * An empty budget means fail fast; nobody ever waits for tokens, because then nothing would refill them.
 *
 * It is for failures that the gate lets pass. Behind a gate that is shut, or paces what goes out, a retry is no more
 * than any other call, and costs nothing: 1,600 calls that hung together would empty the budget at once, and 1,500 of
 * them fail for nothing.
 *
 * @see "Retry behavior" (standard mode), AWS SDKs and Tools Reference Guide.
 */
export type Budget = number;

/** What a success on the first attempt pays in. */
const FIRST_TRY_REFUND = 1;

export function retryCost(throttled: boolean, { cost, throttleCost }: ResolvedBudget): number {
  return throttled ? throttleCost : cost;
}

/** The budget after a retry that costs `cost`; undefined when it cannot be paid. */
export function spend(budget: Budget, cost: number): Budget | undefined {
  return budget < cost ? undefined : budget - cost;
}

/**
 * The budget after a success.
 *
 * @param lastCost - what the retry that succeeded had cost; 0 for a first attempt.
 */
export function refund(budget: Budget, lastCost: number, { capacity }: ResolvedBudget): Budget {
  return Math.min(capacity, budget + (lastCost === 0 ? FIRST_TRY_REFUND : lastCost));
}

/** The budget after a retry that was paid for was never sent. */
export function repay(budget: Budget, cost: number, { capacity }: ResolvedBudget): Budget {
  return Math.min(capacity, budget + cost);
}
