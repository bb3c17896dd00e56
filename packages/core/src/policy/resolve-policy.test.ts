import { describe, expect, it } from 'vitest';
import { parsePolicy } from './parse-policy.ts';
import type { Policy } from './policy.ts';
import { createPolicyResolver } from './resolve-policy.ts';
import type { ResolvedPolicy } from './resolved.ts';

function resolve(policy: unknown, target = 'openai/gpt-5'): ResolvedPolicy {
  return createPolicyResolver(parsePolicy(policy))(target);
}

describe('an empty policy', () => {
  it('has every default, in milliseconds', () => {
    expect(resolve({})).toEqual({
      retry: {
        max: 3,
        backoff: 'exponential',
        baseMs: 1_000,
        factor: 2,
        capMs: 20_000,
        jitter: 'full',
        maxRetryAfterMs: 120_000,
        resend: 'always',
        budget: { capacity: 500, cost: 0.5, throttleCost: 5 },
      },
      breaker: {
        threshold: 5,
        ratio: 0.9,
        minimumCalls: 20,
        windowMs: 10_000,
        slowCallMs: Infinity,
        probeAfterMs: Infinity,
        maxProbeAfterMs: 2_000,
        probes: 1,
        whenOpen: 'wait',
        maxWaitMs: Infinity,
        maxWaiting: 20_000,
      },
      credential: { probeAfterMs: 60_000, maxProbeAfterMs: 600_000 },
      concurrency: { max: Infinity, adaptive: false },
      timeout: {
        attemptMs: 60_000,
        totalMs: 120_000,
        firstContentMs: 30_000,
        idleMs: 30_000,
        growth: 1.5,
        adaptive: false,
      },
      fallback: {},
      classify: [],
    });
  });
});

describe('what is written', () => {
  it('wins over the default, key by key; 0 too', () => {
    const { retry, breaker } = resolve({
      retry: { base: 0, max: undefined },
      breaker: { maxWaiting: 0, window: '1.5s' },
    });
    expect(retry).toMatchObject({ baseMs: 0, max: 3, capMs: 20_000 });
    expect(breaker).toMatchObject({ maxWaiting: 0, windowMs: 1_500, threshold: 5 });
  });

  it('may switch a section off', () => {
    expect(resolve({ retry: false, breaker: false })).toMatchObject({ retry: false, breaker: false });
    expect(resolve({ retry: { budget: false } }).retry).toMatchObject({ max: 3, budget: false });
  });

  it('is Infinity where it says that there is no limit', () => {
    expect(resolve({ breaker: { ratio: false, slowCall: false } }).breaker).toMatchObject({
      ratio: Infinity,
      slowCallMs: Infinity,
    });
    expect(resolve({ timeout: { idle: false, total: 0, attempt: '0s' } }).timeout).toMatchObject({
      attemptMs: Infinity,
      totalMs: Infinity,
      firstContentMs: 30_000,
      idleMs: Infinity,
    });
  });

  it('leaves no limit of time at all with `timeout: false`', () => {
    expect(resolve({ timeout: false }).timeout).toEqual({
      attemptMs: Infinity,
      totalMs: Infinity,
      firstContentMs: Infinity,
      idleMs: Infinity,
      growth: 1.5,
      adaptive: false,
    });
  });

  it.each([
    [{ retry: { base: '30s' } }, { retry: { baseMs: 30_000, capMs: 30_000 } }],
    [{ retry: { cap: '500ms' } }, { retry: { baseMs: 500, capMs: 500 } }],
    [{ retry: { budget: { capacity: 0.5 } } }, { retry: { budget: { capacity: 0.5, cost: 0.5, throttleCost: 0.5 } } }],
    [{ breaker: { probeAfter: '1m' } }, { breaker: { probeAfterMs: 60_000, maxProbeAfterMs: 60_000 } }],
    [{ timeout: { total: '10s' } }, { timeout: { attemptMs: 10_000, totalMs: 10_000, idleMs: 10_000 } }],
    [{ timeout: { attempt: '5m' } }, { timeout: { attemptMs: 300_000, totalMs: 300_000, idleMs: 30_000 } }],
    [{ timeout: { attempt: false } }, { timeout: { attemptMs: 120_000, totalMs: 120_000 } }],
  ])('%o makes the default that contradicts it give way', (policy, expected) => {
    expect(resolve(policy)).toMatchObject(expected);
  });
});

describe('overrides by target', () => {
  const policy = {
    retry: { max: 5, budget: { capacity: 100 } },
    breaker: false,
    targets: {
      'openai/*': { retry: { base: '2s' }, breaker: {} },
      '*/gpt-5': { retry: { max: 7, budget: false } },
      'openai/gpt-5': { retry: { budget: {} } },
      'azure/*': { retry: false },
    },
  };

  it('merge key by key, later ones over earlier ones', () => {
    expect(resolve(policy, 'openai/gpt-5').retry).toMatchObject({ max: 7, baseMs: 2_000 });
    expect(resolve(policy, 'openai/o5').retry).toMatchObject({ max: 5, baseMs: 2_000, budget: { capacity: 100 } });
    expect(resolve(policy, 'mistral/large').retry).toMatchObject({ max: 5, baseMs: 1_000 });
  });

  it('are tried in the order in which they stand, whatever their precision', () => {
    const targets = { 'openai/gpt-5': { retry: { max: 7 } }, '*': { retry: { max: 8 } } };
    expect(resolve({ targets }).retry).toMatchObject({ max: 8 });
  });

  it('switch a section on again with its defaults, not with what was switched off', () => {
    expect(resolve(policy, 'openai/gpt-5').breaker).toMatchObject({ threshold: 5 });
    expect(resolve(policy, 'openai/gpt-5').retry).toMatchObject({ budget: { capacity: 500 } });
    expect(resolve({ timeout: false, targets: { '*': { timeout: { idle: '5s' } } } }).timeout).toMatchObject({
      attemptMs: 60_000,
      idleMs: 5_000,
    });
  });

  it('switch a section off', () => {
    expect(resolve(policy, 'azure/gpt-5').retry).toBe(false);
  });

  it('of one target do not touch another', () => {
    const resolver = createPolicyResolver(parsePolicy(policy));
    const before = structuredClone(resolver('mistral/large'));
    resolver('openai/gpt-5');
    expect(resolver('mistral/large')).toEqual(before);
  });
});

describe('a fallback', () => {
  it('as a list is for every reason', () => {
    expect(resolve({ fallback: ['a', 'b'] }).fallback).toEqual({ '*': ['a', 'b'] });
  });

  it('as a record merges by reason', () => {
    const targets = { '*': { fallback: { context_length_exceeded: ['long'], '429': ['c'] } } };
    expect(resolve({ fallback: { '*': ['a'], '429': ['b'] }, targets }).fallback).toEqual({
      '*': ['a'],
      '429': ['c'],
      context_length_exceeded: ['long'],
    });
  });

  it('as a list leaves nothing of what stood above', () => {
    const targets = { '*': { fallback: [] } };
    expect(resolve({ fallback: { '429': ['b'] }, targets }).fallback).toEqual({ '*': [] });
  });

  it('of many targets leaves each itself out', () => {
    const resolver = createPolicyResolver(parsePolicy({ fallback: ['a', 'b'] }));
    expect(resolver('a').fallback).toEqual({ '*': ['b'] });
    expect(resolver('b').fallback).toEqual({ '*': ['a'] });
    expect(resolver('c').fallback).toEqual({ '*': ['a', 'b'] });
  });
});

describe('a call that finds the gate shut', () => {
  const whenOpen = (policy: Policy, target = 'x'): unknown => {
    const { breaker } = createPolicyResolver(parsePolicy(policy))(target);
    return breaker && breaker.whenOpen;
  };

  it.each([
    ['waits where there is nowhere else', {}, 'wait'],
    ['goes on at once where a fallback stands for it', { fallback: ['a'] }, 'fail'],
    ['goes on where it is named as refused', { fallback: { refused: ['a'], '*': [] } }, 'fail'],
    ['goes on where its code is named', { fallback: { '503': ['a'] } }, 'fail'],
    ['waits where the fallback is for other reasons', { fallback: { context_length_exceeded: ['a'] } }, 'wait'],
    ['waits where the policy says so', { fallback: ['a'], breaker: { whenOpen: 'wait' } }, 'wait'],
  ] as const)('%s', (_title, policy, expected) => {
    expect(whenOpen(policy)).toBe(expected);
  });

  it('waits at the last target of the list, so that somebody does', () => {
    expect(['a', 'b', 'c'].map((target) => whenOpen({ fallback: ['a', 'b'] }, target))).toEqual([
      'fail',
      'wait',
      'fail',
    ]);
  });
});

describe('the resolved policy', () => {
  it('is one object for all targets with the same overrides', () => {
    const resolver = createPolicyResolver(parsePolicy({ fallback: ['a'], targets: { 'x/*': { retry: { max: 9 } } } }));
    expect(resolver('b')).toBe(resolver('c'));
    expect(resolver('x/1')).toBe(resolver('x/2'));
    expect(resolver('x/1')).not.toBe(resolver('b'));
    expect(resolver('a')).toBe(resolver('a'));
  });

  it('is frozen all the way down', () => {
    const { retry, breaker, concurrency, timeout, fallback, ...rest } = resolve({ fallback: ['a'] });
    const parts = [retry, retry && retry.budget, breaker, concurrency, timeout, fallback, fallback['*'], rest.classify];
    for (const part of [...parts, resolve({})]) expect(Object.isFrozen(part)).toBe(true);
  });
});
