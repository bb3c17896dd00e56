import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FAULT_KINDS } from './faults/parse-fault.ts';
import { parseScenario } from './scenario/parse-scenario.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('README', () => {
  it.each(FAULT_KINDS)('names the fault %s', (kind) => {
    expect(readme).toMatch(new RegExp(`^\\|.*\`${kind}\`.*\\|`, 'm'));
  });

  it('names every key of a scenario', () => {
    const keys = /the keys are (.*)$/m.exec(messageOf(() => parseScenario({ unknown: 1 })))?.[1]?.split(', ') ?? [];
    expect(keys.length).toBeGreaterThan(5);
    for (const key of keys) expect(readme).toMatch(new RegExp(`^\\| \`${key}\` +\\|`, 'm'));
  });

  it('shows a scenario that can be played', () => {
    const json = /```json\n(.*?)```/s.exec(readme)?.[1] ?? '';
    expect(parseScenario(JSON.parse(json))).toHaveProperty('rateLimit.burst', 20);
  });
});

function messageOf(act: () => unknown): string {
  try {
    act();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}
