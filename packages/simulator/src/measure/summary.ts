import type { Shape } from '../scenario/scenario.ts';
import type { Figure, Result } from './result.ts';

/** A figure over all seeds. */
export interface Spread {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

/** What the runs of one contender in one scenario showed, over all seeds. */
export interface Summary {
  readonly scenario: string;
  readonly contender: string;
  readonly shape: Shape;
  readonly seeds: readonly number[];
  /** Undefined where a figure has no meaning. Infinity stands for "never". */
  readonly figures: Readonly<Record<Figure, Spread | undefined>>;
}

/** Groups results by scenario, shape and contender, in the order in which these first appear. */
export function summarise(results: readonly Result[]): Summary[] {
  const groups = new Map<string, Result[]>();
  for (const result of results) {
    const key = JSON.stringify([result.scenario, result.shape, result.contender]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [result]);
    else group.push(result);
  }
  return Array.from(groups.values(), summaryOf);
}

function summaryOf(results: readonly Result[]): Summary {
  const { scenario, contender, shape, seed: _seed, ...figures } = results[0]!;
  const spreads = Object.keys(figures).map((key) => [key, spreadOf(results, key as Figure)] as const);
  return {
    scenario,
    contender,
    shape,
    seeds: results.map(({ seed }) => seed),
    figures: Object.fromEntries(spreads) as Summary['figures'],
  };
}

function spreadOf(results: readonly Result[], figure: Figure): Spread | undefined {
  const values = results.map((result) => result[figure]).filter((value) => value !== undefined);
  if (values.length === 0) return undefined;
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  return { mean, min: Math.min(...values), max: Math.max(...values) };
}
