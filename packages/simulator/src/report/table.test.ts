import { describe, expect, it } from 'vitest';
import { breakwaterContender } from '../contenders/breakwater.ts';
import { storedBreaker } from '../contenders/stored-breaker.ts';
import { summarise, type Summary } from '../measure/summary.ts';
import { runOnce } from '../run-once.ts';
import { parseScenario } from '../scenario/parse-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { columnsFor, renderTables } from './table.ts';

const WORLD = { duration: '10s', clients: { count: 2, perSecond: 20 } };
const DOWN = { kind: 'down', from: '2s', until: '4s' };

async function summariesOf(scenario: Scenario, contenders = [breakwaterContender('b')]): Promise<Summary[]> {
  const runs = await Promise.all(contenders.map((one) => runOnce(scenario, one, { seed: 1, shape: 'clients' })));
  return summarise(runs.map(({ result }) => result));
}

describe('the table for the terminal', () => {
  it('leaves out the details, of which JSON and the page have all', async () => {
    const scenario = parseScenario({ ...WORLD, name: 'a', incidents: [DOWN] });
    const summaries = await summariesOf(scenario, [breakwaterContender('b', { breaker: { whenOpen: 'fail' } })]);
    const table = renderTables([scenario], summaries);
    const titles = columnsFor(summaries).map(({ title }) => title);
    for (const title of ['all shut s', 'probing at once', 'right code %', 'told a time %']) {
      expect(titles).toContain(title);
      expect(table).not.toContain(title);
    }
    for (const title of ['of optimum %', 'wasted/call', 'detect s', 'recover s', 'honest %']) {
      expect(table).toContain(title);
    }
    expect(table).not.toContain('The store');
  });

  it('says to whom the trouble of a store is not applicable', async () => {
    const scenario = parseScenario({ ...WORLD, name: 'a', incidents: [DOWN, { ...DOWN, kind: 'store-down' }] });
    const mixed = await summariesOf(scenario, [storedBreaker, breakwaterContender('b')]);
    expect(renderTables([scenario], mixed)).toContain('Who sends the store no command shares no state: for them');
    const alone = await summariesOf(scenario);
    expect(renderTables([scenario], alone)).toContain('Nobody here sends the store a command');
    const only = await summariesOf(scenario, [storedBreaker]);
    expect(renderTables([scenario], only)).not.toContain('not applicable');
  });
});
