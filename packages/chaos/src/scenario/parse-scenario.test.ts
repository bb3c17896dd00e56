import { describe, expect, it } from 'vitest';
import { parseScenario } from './parse-scenario.ts';
import type { ScenarioError } from './scenario-error.ts';

function problemsOf(value: unknown): string[] {
  try {
    parseScenario(value);
    return [];
  } catch (error) {
    return (error as ScenarioError).problems.map(({ path, found, allowed }) => `${path} | ${found} | ${allowed}`);
  }
}

describe('scenario', () => {
  it('takes all that it can hold', () => {
    const scenario = {
      plan: ['429:retry-after=2*3', { kind: 'hang', when: 'after-headers' }],
      rules: [
        {
          when: { path: '/v1/*', nth: 2, header: { a: '*' } },
          probability: 0.5,
          fault: { kind: 'html', edge: 'cloudflare' },
        },
      ],
      timeline: [
        { fromMs: 0, toMs: 10, fault: 'refuse' },
        { fromMs: 10, when: { model: 'a' }, fault: '503' },
      ],
      rateLimit: { requests: 60, perMs: 60_000, burst: 10, per: 'key', retryAfter: 'date' },
      capacity: { concurrency: 4, queue: 10 },
      latencyMs: { medianMs: 1, p99Ms: 2 },
      answer: { text: 'a', words: 3, chunkMs: 1 },
    };
    expect(parseScenario(scenario)).toEqual(scenario);
  });

  it('is a copy, which later changes do not reach', () => {
    const rules = [{ fault: '503' }];
    const parsed = parseScenario({ rules });
    rules.push({ fault: '500' });
    expect(parsed.rules).toHaveLength(1);
  });

  it('lists every problem at once: where, what was found, what is allowed', () => {
    const problems = problemsOf({
      latency: 3,
      latencyMs: { minMs: 5, maxMs: 1 },
      rules: [{ probability: 2 }, { when: { nth: 0 }, fault: { kind: 'status', status: 200 } }, { fault: 'refuse' }],
      timeline: [{ fromMs: 5, toMs: 5, fault: 'reset:when=never' }],
      capacity: {},
    });
    expect(problems).toEqual([
      'latency | 3 | nothing here; the keys are plan, rules, timeline, rateLimit, capacity, latencyMs, answer',
      'latencyMs.maxMs | 1 | minMs (5) or more',
      'rules[0].probability | 2 | a number from 0 to 1',
      'rules[0].fault | nothing | a value',
      'rules[1].when.nth | 0 | an integer of 1 or more',
      'rules[1].fault.status | 200 | an integer from 400 to 599',
      `rules[2].fault | "refuse" | a fault of one request; 'refuse' and 'reset' on-connect belong in the timeline`,
      'timeline[0].fault.when | "never" | one of "before-headers", "during-headers", "after-headers", "on-connect"',
      'timeline[0].toMs | 5 | more than fromMs (5)',
      'capacity.concurrency | nothing | a value',
    ]);
  });

  it.each([null, [], 'text', 3])('is an object, not %j', (value) => {
    expect(problemsOf(value)).toHaveLength(1);
  });

  it('knows no key from the prototype', () => {
    expect(problemsOf({ rules: [{ fault: { kind: 'constructor' } }] })).toHaveLength(1);
    expect(problemsOf(JSON.parse('{"__proto__": {}}'))).toHaveLength(1);
  });

  it.each([{ 'x-a': 'two\nlines' }, { 'x a': '1' }, { 'x-a': 1 }])(
    'takes no header that HTTP does not: %j',
    (headers) => {
      expect(problemsOf({ plan: [{ kind: 'status', status: 500, headers }] })).toHaveLength(1);
    },
  );

  it('puts all of it in the message', () => {
    expect(() => parseScenario({ a: 1, b: 2 })).toThrow(
      /The scenario has 2 problems:\n {2}a: found 1, allowed: .*\n {2}b: found 2/,
    );
  });
});
