import { describe, expect, it } from 'vitest';
import { checkFallbacks, readConfiguration } from './read-configuration.ts';

const GOOD = {
  upstreams: { openai: { openai: 'https://api.openai.com/v1/', keyFrom: 'OPENAI_API_KEY' } },
  models: { 'gpt-5': 'openai/gpt-5' },
};
const KEYS = { OPENAI_API_KEY: 'sk-1' };

/** The message with which a file is refused. */
function refused(input: unknown, environment: Record<string, string> = KEYS): string {
  try {
    readConfiguration(input, environment, 'gateway.json');
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('a refusal was expected');
}

describe('the configuration', () => {
  it('has defaults for all but upstreams and models, and takes the keys from the environment', () => {
    const { configuration, policyPath } = readConfiguration(GOOD, KEYS, 'gateway.json');
    expect(policyPath).toBe('breakwater.json');
    expect(configuration).toEqual({
      listen: { host: '127.0.0.1', port: 8080 },
      upstreams: { openai: { openai: 'https://api.openai.com/v1', key: 'sk-1' } },
      models: { 'gpt-5': 'openai/gpt-5' },
      limits: { bodyBytes: 20_000_000, connections: 512, deadlineMs: 600_000 },
      shutdown: { announceMs: 0, graceMs: 30_000 },
      log: { level: 'info' },
      clientKeys: [],
      adminKey: undefined,
    });
  });

  it('gives way to HOST, PORT and LOG_LEVEL of the environment', () => {
    const environment = { ...KEYS, PORT: '9000', LOG_LEVEL: 'warn', HOST: 'localhost' };
    const { configuration } = readConfiguration(GOOD, environment, 'gateway.json');
    expect(configuration.listen).toEqual({ host: 'localhost', port: 9000 });
    expect(configuration.log.level).toBe('warn');
  });

  it('takes several client keys, separated by commas', () => {
    const input = { ...GOOD, clientKeysFrom: 'GATEWAY_KEYS' };
    const { configuration } = readConfiguration(input, { ...KEYS, GATEWAY_KEYS: ' a, b,' }, 'gateway.json');
    expect(configuration.clientKeys).toEqual(['a', 'b']);
  });

  it('is refused with every problem at once, each with its place', () => {
    const input = {
      upstreams: { 'a b': {}, openai: { openai: 'ftp://x', keyFrom: 'sk-in-the-file' } },
      models: { 'gpt-5': 'gpt-5' },
      limits: { bodyBytes: 0 },
      lisen: {},
    };
    expect(refused(input)).toMatch(/^gateway\.json cannot be used:\n(?: {2}- .+\n?){5,}$/);
    for (const place of [
      'upstreams.a b',
      'upstreams.openai.openai',
      'upstreams.openai.keyFrom',
      'models.gpt-5',
      'limits.bodyBytes',
      'lisen',
    ]) {
      expect(refused(input)).toContain(place);
    }
  });

  it.each([
    [
      { ...GOOD, models: { 'gpt-5': 'opnai/gpt-5' } },
      'models.gpt-5: "opnai/gpt-5" goes to no upstream of this gateway (there are: openai)',
    ],
    [{ ...GOOD, models: {} }, 'models: names none'],
    [{ ...GOOD, listen: { host: '0.0.0.0' } }, 'listen.host: 0.0.0.0 is open to other machines'],
    [{ ...GOOD, clientKeysFrom: 'GATEWAY_KEYS' }, 'clientKeysFrom: GATEWAY_KEYS is not set in the environment'],
    [{ ...GOOD, upstreams: { openai: {} } }, 'upstreams.openai: needs "openai", "anthropic" or both'],
    ['text', 'the file: '],
    [null, 'the file: '],
  ])('is refused where it contradicts itself or the environment: %#', (input, problem) => {
    expect(refused(input)).toContain(problem);
  });

  it('is refused where a key is missing, and never shows one', () => {
    expect(refused(GOOD, {})).toContain('upstreams.openai.keyFrom: OPENAI_API_KEY is not set in the environment');
    expect(refused({ ...GOOD, models: { a: 'b' } })).not.toContain('sk-1');
  });

  it('is refused for a port that is none', () => {
    expect(refused(GOOD, { ...KEYS, PORT: 'http' })).toContain('listen.port');
    expect(refused(GOOD, { ...KEYS, PORT: '70000' })).toContain('listen.port');
  });
});

describe('the policy of a gateway', () => {
  const { configuration } = readConfiguration(GOOD, KEYS, 'gateway.json');

  it('falls back to upstreams of the gateway', () => {
    expect(() =>
      checkFallbacks({ fallback: { '*': ['openai/gpt-4'] } }, configuration, 'breakwater.json'),
    ).not.toThrow();
  });

  it.each([
    [{ fallback: ['azure/gpt-5'] }, 'fallback: "azure/gpt-5" goes to no upstream'],
    [
      { targets: { 'openai/*': { fallback: { overloaded: ['gpt-5'] } } } },
      'targets.openai/*.fallback: "gpt-5" goes to',
    ],
  ])('is refused where it falls back to others: %#', (policy, problem) => {
    expect(() => checkFallbacks(policy, configuration, 'breakwater.json')).toThrow(problem);
  });
});
