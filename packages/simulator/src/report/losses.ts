import type { Summary } from '../measure/summary.ts';

/** Where somebody else had more calls answered than `ours`, by more than chance shows in a tenth of a percent. */
export interface Loss {
  readonly ours: Summary;
  readonly better: readonly Summary[];
}

/** Where a baseline or another library beats a policy: it is said, and said first. */
export function lossesOf(summaries: readonly Summary[], name: string, others: readonly string[]): Loss[] {
  return summaries
    .filter(({ contender }) => contender === name)
    .map((ours) => ({
      ours,
      better: summaries.filter(
        (other) =>
          other.scenario === ours.scenario &&
          other.shape === ours.shape &&
          others.includes(other.contender) &&
          shareOf(other) > shareOf(ours) + 0.001,
      ),
    }))
    .filter(({ better }) => better.length > 0);
}

/** Mean share of the optimum. */
export function shareOf({ figures }: Summary): number {
  return figures.ofOptimum!.mean;
}
