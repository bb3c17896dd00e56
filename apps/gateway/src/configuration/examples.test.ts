import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadConfiguration } from './load-configuration.ts';

it('takes the files that stand beside the program', async () => {
  const environment = { OPENAI_API_KEY: 'a', BACKUP_API_KEY: 'b', ANTHROPIC_API_KEY: 'c' };
  const path = join(import.meta.dirname, '..', '..', 'gateway.json');
  const { configuration, policy } = await loadConfiguration(path, environment);
  expect(Object.keys(configuration.models)).toContain('gpt-5');
  expect(policy.targets).toBeDefined();
});
