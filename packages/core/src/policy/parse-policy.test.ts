import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { parsePolicy } from './parse-policy.ts';
import { PolicyError, type PolicyProblem } from './policy-error.ts';

/** What is wrong with `input`, as lines of `path: found …; allowed: …`. */
function problemsOf(input: unknown): readonly PolicyProblem[] {
  try {
    parsePolicy(input);
  } catch (error) {
    if (error instanceof PolicyError) return error.problems;
    throw error;
  }
  return [];
}

function paths(input: unknown): readonly string[] {
  return problemsOf(input).map(({ path }) => path);
}

const DURATION = "a duration ('500ms', '1.5s', '2m', '1h' or a number of milliseconds)";

describe('a policy that is right', () => {
  it('is returned as it was written, without its defaults', () => {
    const written = {
      $schema: './policy.schema.json',
      retry: { max: 5, base: '500ms', budget: false },
      breaker: false,
      concurrency: { max: 10 },
      timeout: { attempt: false, total: 0 },
      fallback: { context_length_exceeded: ['openai/gpt-5-long'], '429': ['azure/gpt-5'], refused: [], '*': ['local'] },
      classify: [{ when: { status: 409, code: 'lock_timeout' }, then: { code: 503, reason: 'overloaded' } }],
      alerts: [{ type: 'spike', factor: 5 }, { type: 'new-error' }],
      targets: { 'openai/*': { retry: { max: 1 }, fallback: ['azure/gpt-5'] } },
    };
    expect(parsePolicy(written)).toEqual(written);
  });

  it.each([[undefined], [{}]])('may be %o', (input) => {
    expect(parsePolicy(input)).toEqual({});
  });

  it('loses the keys that are undefined', () => {
    expect(parsePolicy({ retry: { max: undefined }, breaker: undefined })).toStrictEqual({ retry: {} });
  });

  it('keeps 0 where 0 is allowed', () => {
    const written = { retry: { base: 0, maxRetryAfter: 0 }, breaker: { maxWaiting: 0, maxWait: 0 } };
    expect(parsePolicy(written)).toEqual(written);
  });

  it('shares nothing with its input, which stays as it is', () => {
    const options = { retry: { max: 4 }, targets: { a: { fallback: ['b'] } }, alerts: [{ type: 'spike', factor: 4 }] };
    const before = structuredClone(options);
    const [first, second] = [parsePolicy(options), parsePolicy(options)];
    options.retry.max = 9;
    options.targets.a.fallback.push('c');
    (options.alerts[0] as { factor: number }).factor = 9;
    expect(first).toEqual(before);
    expect(second).toEqual(before);
    expect(first.retry).not.toBe(second.retry);
  });

  it('is frozen all the way down', () => {
    const policy = parsePolicy({ retry: { budget: {} }, classify: [{ when: { status: 1e2 }, then: { code: 500 } }] });
    const parts = [
      policy,
      policy.retry,
      policy.retry && policy.retry.budget,
      policy.classify,
      policy.classify?.[0]?.when,
    ];
    for (const part of parts) expect(Object.isFrozen(part)).toBe(true);
  });

  it('may come from another realm or have no prototype', () => {
    expect(parsePolicy(runInNewContext('({ retry: { max: 2 }, alerts: [] })'))).toEqual({
      retry: { max: 2 },
      alerts: [],
    });
    expect(parsePolicy(Object.assign(Object.create(null), { retry: false }))).toEqual({ retry: false });
  });
});

describe('a policy that is wrong', () => {
  it('says everything that is wrong in one readable error', () => {
    const policy = { retry: { max: 'three', mx: 3 }, targets: { 'openai/*': { retry: { max: 0 } } } };
    expect(() => parsePolicy(policy)).toThrow(TypeError);
    expect(() => parsePolicy(policy)).toThrow(
      [
        'The policy cannot be used:',
        '  retry.mx: found an unknown key; allowed: did you mean max? Known are max, backoff, base, factor, cap, jitter, maxRetryAfter, resend, budget',
        '  retry.max: found "three"; allowed: an integer of 1 or more',
        '  targets["openai/*"].retry.max: found 0; allowed: an integer of 1 or more',
      ].join('\n'),
    );
  });

  it.each([
    [{ retry: { max: 1.5 } }, 'retry.max', '1.5', 'an integer of 1 or more'],
    [{ retry: { max: NaN } }, 'retry.max', 'NaN', 'an integer of 1 or more'],
    [{ retry: { max: null } }, 'retry.max', 'null', 'an integer of 1 or more'],
    [{ retry: { max: 3n } }, 'retry.max', '3', 'an integer of 1 or more'],
    [{ retry: { factor: Infinity } }, 'retry.factor', 'Infinity', 'a number of 1 or more'],
    [{ retry: { base: -1 } }, 'retry.base', '-1', `${DURATION} of 0 or more`],
    [{ retry: { base: '1 s' } }, 'retry.base', '"1 s"', `${DURATION} of 0 or more`],
    [{ retry: { cap: Infinity } }, 'retry.cap', 'Infinity', `${DURATION} of 0 or more`],
    [{ retry: { jitter: 'some' } }, 'retry.jitter', '"some"', '"full", "equal" or "none"'],
    [{ retry: { budget: true } }, 'retry.budget', 'true', 'a plain object, or false'],
    [{ retry: { budget: { capacity: 0 } } }, 'retry.budget.capacity', '0', 'a number above 0'],
    [{ retry: [] }, 'retry', 'an array', 'a plain object, or false'],
    [{ retry: null }, 'retry', 'null', 'a plain object, or false'],
    [{ breaker: { ratio: 0 } }, 'breaker.ratio', '0', 'a number above 0, up to 1, or false'],
    [{ breaker: { ratio: 1.01 } }, 'breaker.ratio', '1.01', 'a number above 0, up to 1, or false'],
    [{ breaker: { window: 0 } }, 'breaker.window', '0', `${DURATION} above 0`],
    [{ breaker: { window: '0.0s' } }, 'breaker.window', '"0.0s"', `${DURATION} above 0`],
    [{ breaker: { slowCall: true } }, 'breaker.slowCall', 'true', `${DURATION} of 0 or more, or false`],
    [{ concurrency: false }, 'concurrency', 'false', 'a plain object'],
    [{ concurrency: { adaptive: 1 } }, 'concurrency.adaptive', '1', 'true or false'],
    [{ timeout: { idle: () => 1 } }, 'timeout.idle', 'a function', `${DURATION} of 0 or more, or false`],
    [{ $schema: '' }, '$schema', '""', 'a text'],
    [{ fallback: 'azure' }, 'fallback', '"azure"', 'a plain object'],
    [{ fallback: ['a', 'b*'] }, 'fallback[1]', '"b*"', 'a target, without *'],
    [{ fallback: { '*': 'a' } }, 'fallback["*"]', '"a"', 'an array'],
    [{ fallback: [undefined] }, 'fallback[0]', 'nothing', 'a target, without *'],
    [{ classify: {} }, 'classify', 'an object', 'an array'],
    [{ classify: [undefined] }, 'classify[0]', 'nothing', 'a plain object'],
    [
      { alerts: [{ type: 'spik' }] },
      'alerts[0].type',
      '"spik"',
      '"error-rate", "spike", "new-error", "credential", "breaker-open"',
    ],
    [{ alerts: [{}] }, 'alerts[0].type', 'nothing', '"error-rate", "spike", "new-error", "credential", "breaker-open"'],
    [{ alerts: [{ type: 'spike', factor: 1 }] }, 'alerts[0].factor', '1', 'a number above 1'],
    [{ alerts: [{ type: 'spike', for: 1 }] }, 'alerts[0].for', 'an unknown key', 'type, factor, minimumCalls'],
    [
      { targets: { a: { alerts: [] } } },
      'targets.a.alerts',
      'an unknown key',
      'retry, breaker, credential, concurrency, timeout, fallback',
    ],
    [{ targets: { a: false } }, 'targets.a', 'false', 'a plain object'],
    [{ targets: ['a'] }, 'targets', 'an array', 'a plain object'],
    [null, 'policy', 'null', 'a plain object'],
    ['{}', 'policy', '"{}"', 'a plain object'],
    [[], 'policy', 'an array', 'a plain object'],
  ])('%o: %s', (input, path, found, allowed) => {
    expect(problemsOf(input)).toEqual([{ path, found, allowed }]);
  });

  it('says which reason a fallback may be for', () => {
    const [problem] = problemsOf({ fallback: { context_length: [], rate_limitd: [] } }).slice(1);
    expect(problem).toMatchObject({ path: 'fallback.rate_limitd', found: 'an unknown key' });
    expect(problem?.allowed).toMatch(/^did you mean rate_limited\? Known are \*, 400, /);
  });

  it('needs a condition and a code in a rule of classify', () => {
    expect(problemsOf({ classify: [{ when: { status: undefined }, then: { retryable: true } }, {}] })).toEqual([
      { path: 'classify[0].when', found: 'nothing', allowed: 'one of status, code, type, message, header' },
      { path: 'classify[0].then', found: 'nothing', allowed: 'one of code' },
      { path: 'classify[1].when', found: 'nothing', allowed: 'one of status, code, type, message, header' },
      { path: 'classify[1].then', found: 'nothing', allowed: 'one of code' },
    ]);
  });

  it('needs a reason to belong to its code', () => {
    const rule = (code: number, reason: string) => ({ classify: [{ when: { status: 418 }, then: { code, reason } }] });
    expect(problemsOf(rule(503, 'overloaded'))).toEqual([]);
    expect(problemsOf(rule(503, 'unknown'))).toEqual([]);
    expect(problemsOf(rule(503, 'rate_limited'))).toMatchObject([{ path: 'classify[0].then.reason' }]);
  });

  it('does not repeat what is inside objects or under unknown keys, which may be secret', () => {
    const secret = 'sk-not-to-be-shown';
    const policy = {
      apiKey: secret,
      retry: [secret],
      breaker: { headers: { authorization: secret } },
      timeout: new Map([[secret, 1]]),
    };
    expect(paths(policy)).toHaveLength(4);
    expect(() => parsePolicy(policy)).not.toThrow(secret);
  });
});

describe('an impossible combination', () => {
  it.each([
    [{ retry: { base: '3s', cap: '2s' } }, 'retry.base', '"3s"', 'at most cap, which is "2s"'],
    [{ retry: { budget: { cost: 10, capacity: 9 } } }, 'retry.budget.cost', '10', 'at most capacity, which is 9'],
    [
      { breaker: { probeAfter: '1m', maxProbeAfter: 1_000 } },
      'breaker.probeAfter',
      '"1m"',
      'at most maxProbeAfter, which is 1000',
    ],
    [{ timeout: { attempt: '2m', total: '1m' } }, 'timeout.attempt', '"2m"', 'at most total, which is "1m"'],
    [{ timeout: { idle: '2m', total: '1m' } }, 'timeout.idle', '"2m"', 'at most total, which is "1m"'],
    [{ targets: { a: { fallback: ['b', 'a'] } } }, 'targets.a.fallback', '"a"', 'targets other than itself'],
    [{ targets: { a: { fallback: { '*': ['a'] } } } }, 'targets.a.fallback', '"a"', 'targets other than itself'],
  ])('%j is told', (input, path, found, allowed) => {
    expect(problemsOf(input)).toEqual([{ path, found, allowed }]);
  });

  it.each([
    { timeout: { attempt: false, total: '1s' } },
    { timeout: { attempt: '1s', total: false } },
    { timeout: { attempt: '1s', total: 0 } },
    { timeout: { attempt: '1m', total: '1m' } },
    // With a default, which gives way.
    { retry: { base: '1h' } },
    { retry: { cap: 0 } },
    { timeout: { total: 1 } },
    // In two overrides of which neither applies to the other.
    { targets: { a: { retry: { base: '9s' } }, b: { retry: { cap: '1s' } } } },
    // Switched off above.
    { retry: false, targets: { a: { retry: { base: '1h' } } } },
  ])('%j is none', (input) => {
    expect(problemsOf(input)).toEqual([]);
  });

  it('of an override with what it inherits is told at the override, once', () => {
    const retry = { base: '5s', cap: '10s' };
    expect(problemsOf({ retry, targets: { a: { retry: { cap: '1s' } }, 'b/*': { retry: { base: '1m' } } } })).toEqual([
      { path: 'targets.a.retry.cap', found: '"1s"', allowed: 'at least base, which is "5s"' },
      { path: 'targets["b/*"].retry.base', found: '"1m"', allowed: 'at most cap, which is "10s"' },
    ]);
    expect(paths({ retry: { base: 2, cap: 1 }, targets: { a: { retry: { max: 3 } } } })).toEqual(['retry.base']);
  });
});

describe('a hostile policy', () => {
  it('that is a cycle ends', () => {
    const cycle: Record<string, unknown> = {};
    Object.assign(cycle, { retry: cycle, targets: { a: cycle, b: [cycle] } });
    expect(paths(cycle)).toContain('retry.retry');
  });

  it('with a getter that throws is refused, with where it is', () => {
    const timeout = {
      get total(): never {
        throw new Error('boo');
      },
    };
    expect(problemsOf({ timeout, retry: { max: 0 } })).toEqual([
      { path: 'retry.max', found: '0', allowed: 'an integer of 1 or more' },
      { path: 'timeout', found: 'something that throws when it is read', allowed: 'plain data' },
    ]);
  });

  it('of proxies is refused', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(paths(proxy)).toEqual(['policy']);
    expect(paths({ alerts: proxy })).toEqual(['alerts']);
    expect(paths({ fallback: [proxy] })).toEqual(['fallback']);
  });

  it('of class instances is refused', () => {
    class Options {
      retry = { max: 1 };
    }
    expect(paths(new Options())).toEqual(['policy']);
    expect(paths({ retry: new Date(), breaker: new Map(), targets: Object.create({ a: {} }) as unknown })).toEqual([
      'retry',
      'breaker',
      'targets',
    ]);
  });

  it('cannot reach a prototype', () => {
    const input = JSON.parse(
      '{"__proto__":{"retry":{"max":9}},"targets":{"__proto__":{"retry":{"max":0}}}}',
    ) as unknown;
    expect(paths(input)).toEqual(['__proto__', 'targets.__proto__.retry.max']);
    const parsed = parsePolicy(JSON.parse('{"targets":{"__proto__":{"retry":{"max":7}}}}'));
    expect(Object.getPrototypeOf(parsed.targets)).toBe(Object.prototype);
    expect(Object.keys(parsed.targets ?? {})).toEqual(['__proto__']);
    expect(problemsOf({ retry: { constructor: 1, toString: 2 } })).toHaveLength(2);
  });

  it('is read once: what was checked is what is used', () => {
    let reads = 0;
    const retry = {
      get max(): unknown {
        reads += 1;
        return reads === 1 ? 3 : 'three';
      },
    };
    const policy = parsePolicy(Object.defineProperty({}, 'retry', { enumerable: true, value: retry }));
    expect(policy.retry).toEqual({ max: 3 });
    expect(reads).toBe(1);
  });

  it('whose array says that it is endless is read no further than its items', () => {
    const alerts: unknown[] = [];
    alerts.length = 2 ** 32 - 1;
    expect(parsePolicy({ alerts })).toEqual({ alerts: [] });
  });

  it('with a name of any length or kind is reported on one line', () => {
    const [problem] = problemsOf({ [`a\n${'b'.repeat(1_000)}`]: 1 });
    expect(problem?.path).toHaveLength('["a\\n"]'.length + 78);
    expect(problem?.path).not.toContain('\n');
  });
});
