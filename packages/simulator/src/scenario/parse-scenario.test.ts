import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtInScenarios, findScenario } from './library.ts';
import { parseScenario } from './parse-scenario.ts';
import { ScenarioError } from './read.ts';

function problemsOf(input: unknown): readonly string[] {
  try {
    parseScenario(input);
    return [];
  } catch (error) {
    return (error as ScenarioError).problems.map(({ path, found, allowed }) => `${path}: ${found} / ${allowed}`);
  }
}

describe('parseScenario', () => {
  it('needs no more than a name', () => {
    expect(parseScenario({ name: 'calm' })).toMatchObject({
      name: 'calm',
      durationMs: 120_000,
      patienceMs: 10_000,
      attemptTimeoutMs: Infinity,
      clients: { count: 100, perSecond: 8, arrivals: 'poisson' },
      targets: ['upstream'],
      incidents: [],
    });
  });

  it('says of every problem where it is, what was found and what is allowed', () => {
    const problems = problemsOf({
      duration: 'soon',
      clients: { count: 0, sped: 3 },
      upstream: { latency: { p50: '2s', p99: '1s' } },
      incidents: [{ kind: 'outage' }, { kind: 'brownout', from: '2s', until: '1s', share: 2 }],
    });
    expect(problems).toEqual([
      'name: nothing / a value: it is needed',
      `duration: "soon" / a number of milliseconds or a text such as '500ms', '1.5s', '2m'`,
      'clients.sped: a key that is not known / one of count, processes, perSecond, arrivals',
      'clients.count: 0 / an integer from 1 to 100000',
      'upstream.latency.p99: 1000 / p50 or more',
      'incidents[0].kind: "outage" / "down" or "hang" or "flapping" or "brownout" or "slow" or "capacity" or "rate-limit" or "store-down" or "store-slow" or "store-partition" or "store-failover"',
      'incidents[1].share: 2 / a number from 0 to 1',
    ]);
  });

  it('refuses what makes no sense together', () => {
    const down = { kind: 'down', from: '2s', until: '1s' };
    expect(problemsOf({ name: 'a', incidents: [down] })).toEqual(['incidents[0].until: "1s" / later than from']);
    expect(problemsOf({ name: 'a', incidents: [{ ...down, until: '3s', targets: ['b'] }] })).toEqual([
      'incidents[0].targets: b / upstream',
    ]);
    expect(problemsOf({ name: 'a', targets: [] })).toEqual(['targets: an empty list / one target or more']);
  });

  it.each([null, 7, 'outage', []])('refuses %j with a ScenarioError', (input) => {
    expect(() => parseScenario(input)).toThrow(ScenarioError);
  });

  it('makes outages of flapping', () => {
    const { incidents } = parseScenario({
      name: 'a',
      incidents: [{ kind: 'flapping', from: '1s', until: '6s', down: '2s', up: '1s' }],
    });
    expect(incidents.map(({ kind, fromMs, untilMs }) => [kind, fromMs, untilMs])).toEqual([
      ['down', 1_000, 3_000],
      ['down', 4_000, 6_000],
    ]);
  });

  it('reads every form of Retry-After', () => {
    const hintOf = (retryAfter: unknown): unknown =>
      parseScenario({ name: 'a', upstream: { limits: { retryAfter } } }).upstream.limits.retryAfter;
    expect(hintOf('exact')).toEqual({ kind: 'exact' });
    expect(hintOf('precise')).toEqual({ kind: 'precise' });
    expect(hintOf({ text: '10' })).toEqual({ kind: 'text', text: '10' });
    expect(hintOf({ date: { in: '2s', skew: '-5m' } })).toEqual({ kind: 'date', inMs: 2_000, skewMs: -300_000 });
    expect(problemsOf({ name: 'a', upstream: { limits: { retryAfter: 10 } } })).toEqual([
      'upstream.limits.retryAfter: 10 / "none", "exact", "precise", { "text": "10" } or { "date": { "in": "2s", "skew": "5m" } }',
    ]);
  });
});

describe('built-in scenarios', () => {
  it('are all valid, and have names of their own', () => {
    const names = builtInScenarios().map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(builtInScenarios().every(({ title }) => title !== '')).toBe(true);
  });

  it('are found by name, and the others are named', () => {
    expect(findScenario('outage').name).toBe('outage');
    expect(() => findScenario('outtage')).toThrow(/found 'outtage'; allowed: outage, /);
  });
});

describe('README', () => {
  const readme = readFileSync(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8');

  it('lists the built-in scenarios, all of them and in their order', () => {
    const listed = Array.from(readme.split('## Figures')[0]!.matchAll(/^\| `([\w-]+)` +\|/gm), ([, name]) => name);
    expect(listed).toEqual(builtInScenarios().map(({ name }) => name));
  });

  it('shows a scenario that is valid', () => {
    const [, json = ''] = /```json\n([^`]+)```/.exec(readme) ?? [];
    expect(parseScenario(JSON.parse(json)).name).toBe('friday');
  });
});
