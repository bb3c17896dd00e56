import { describe, expect, it } from 'vitest';
import { parseScenario } from '../scenario/parse-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { runSuite } from './run-suite.ts';

const WORLD = { duration: '4s', clients: { count: 4, processes: 2, perSecond: 10 } };
const DOWN = { kind: 'down', from: '1s', until: '2s' };
const scenario = (name: string, ...more: object[]): Scenario =>
  parseScenario({ ...WORLD, name, incidents: [DOWN, ...more] });

describe('a suite', () => {
  it('runs once what would be the same run, and shows it wherever it belongs', async () => {
    const scenarios = [scenario('plain'), scenario('store', { kind: 'store-down', from: 0, until: '3s' })];
    const entrants = [
      { name: 'no policy', isForgetful: true },
      { name: 'breaker in the store', isForgetful: false, usesStore: true },
      { name: 'Breakwater', isForgetful: false, policy: {} },
    ];
    const log: number[] = [];
    const outcomes = await runSuite(
      { scenarios, entrants, shapes: ['clients', 'gateway'], seeds: [1], rivals: false, withSeries: false },
      (_done, all) => log.push(all),
    );
    // Once, four times and twice.
    expect(log).toEqual(Array.from({ length: 7 }, () => 7));
    expect(outcomes.filter(({ events }) => events > 0)).toHaveLength(7);
    const shown = outcomes.map(({ result }) => [result.scenario, result.shape, result.contender]);
    const wanted = scenarios.flatMap(({ name }) =>
      ['clients', 'gateway'].flatMap((shape) => entrants.map((entrant) => [name, shape, entrant.name])),
    );
    expect(shown).toEqual(wanted);
    const stored = outcomes.filter(({ result }) => result.contender === 'breaker in the store');
    expect(stored[0]!.result.goodput).not.toBe(stored[2]!.result.goodput);
  });
});
