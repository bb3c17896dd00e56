import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPolicyDocs } from '../../scripts/policy-docs.ts';
import { policySchema } from '../../scripts/policy-schema.ts';
import { isAllowed } from './allowed.ts';
import { parsePolicy } from './parse-policy.ts';
import { PolicyError } from './policy-error.ts';
import { type Field, isSection, isValue, POLICY_SHAPE, type Shape, TARGET_SHAPE } from './shape.ts';

const validate = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false }).compile(policySchema());

/** Whether the parser accepts it, contradictions between keys aside: a schema cannot tell those. */
function isParsed(policy: unknown): boolean {
  try {
    parsePolicy(policy);
    return true;
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return error.problems.every(({ allowed }) =>
      /^(at (most|least) \w+, which is|targets other than itself)/.test(allowed),
    );
  }
}

const SCALARS = [
  ...[0, 0.5, 1, 1.5, 2, 3, -1, 100, 429, 503, 599, 600, 1e21],
  ...['0s', '0.0ms', '0.5s', '500ms', '2m', '1h', '5 s', '-1s', '1d', `${'9'.repeat(13)}s`, ''],
  ...[
    'exponential',
    'constant',
    'full',
    'none',
    'always',
    'safe',
    'wait',
    'fail',
    'overloaded',
    'unknown',
    'cancelled',
  ],
  ...[true, false, null, [], {}],
];

/** Mostly what `field` allows, sometimes anything. */
function valueOf(field: Field): fc.Arbitrary<unknown> {
  const anything = fc.constantFrom<unknown>(...SCALARS);
  return fc.oneof({ weight: 100, arbitrary: rightValueOf(field) }, { weight: 1, arbitrary: anything });
}

function rightValueOf(field: Field): fc.Arbitrary<unknown> {
  const name = fc.constantFrom('openai/gpt-5', 'azure/*', 'a', '');
  const names = fc.array(fc.constantFrom(...Array<string>(20).fill('a'), 'openai/gpt-5', 'k*', ''), { maxLength: 2 });
  if (field === 'reason')
    return fc.constantFrom('unknown', 'unknown', 'unknown', 'unknown', 'overloaded', 'rate_limited', 'cancelled');
  if (field === 'fallback')
    return fc.oneof(
      names,
      fc.dictionary(fc.constantFrom('*', '429', 'unknown', 'overloaded', 'refused', 'cancelled'), names),
    );
  if (field === 'targets') return fc.dictionary(name, sectionOf(TARGET_SHAPE), { maxKeys: 2 });
  if (isValue(field)) return fc.constantFrom<unknown>(...SCALARS.filter((value) => isAllowed(field[0], value)));
  if (isSection(field)) return sectionOf(field.keys, field.needs);
  const { list } = field;
  if (!('variants' in list)) return fc.array(sectionOf(list.keys, ['when', 'then']), { maxLength: 2 });
  const types = Object.entries(list.variants).map(([type, keys]) =>
    fc
      .tuple(fc.constantFrom(...Array<string>(20).fill(type), 'x'), sectionOf(keys))
      .map(([is, options]) => Object.assign(options, { type: is })),
  );
  return fc.array(fc.oneof(...types), { maxLength: 3 });
}

/** Some of the keys, and rarely one that is none. */
function sectionOf(keys: Shape, needs: readonly string[] = []): fc.Arbitrary<Record<string, unknown>> {
  const arbitraries = Object.entries(keys).map(([key, field]) => [key, valueOf(field)] as const);
  const known = fc.record(Object.fromEntries(arbitraries), { requiredKeys: needs.length > 2 ? [] : [...needs] });
  const unknown = fc.oneof(
    { weight: 60, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.constant({ extra: 1 }) },
  );
  return fc.tuple(known, unknown).map(([section, extra]) => Object.assign(section, extra));
}

describe('policy.schema.json', () => {
  it('is what the table and the docstrings make it (else run scripts/write-policy-schema.ts)', () => {
    const committed = readFileSync(new URL('../../policy.schema.json', import.meta.url), 'utf8');
    expect(committed).toBe(`${JSON.stringify(policySchema(), null, 2)}\n`);
  });

  it('accepts what the parser accepts, and rejects what it rejects', () => {
    const seen = { accepted: 0, rejected: 0 };
    fc.assert(
      fc.property(sectionOf({ ...TARGET_SHAPE, ...POLICY_SHAPE }), (policy) => {
        const accepted = isParsed(policy);
        seen[accepted ? 'accepted' : 'rejected'] += 1;
        expect({ accepted: validate(policy), errors: validate.errors }).toMatchObject({ accepted });
      }),
      { seed: 1, numRuns: 3_000 },
    );
    // Agreement on nothing but one side would prove little.
    expect(Math.min(seen.accepted, seen.rejected)).toBeGreaterThan(300);
  }, 30_000);

  it('carries each default', () => {
    const { $defs } = policySchema() as { $defs: { target: { properties: Record<string, unknown> } } };
    expect($defs.target.properties).toMatchObject({
      retry: { anyOf: [{ properties: { max: { default: 3 }, base: { default: '1s' } } }, { const: false }] },
      concurrency: { properties: { max: { type: 'integer', minimum: 1 }, adaptive: { default: false } } },
    });
  });
});

describe('the docstrings of a policy', () => {
  const docs = readPolicyDocs();

  it('state the defaults that the table has', () => {
    const stated = [...docs].flatMap(([name, { byDefault }]) =>
      byDefault === undefined ? [] : [[name, byDefault] as const],
    );
    const sections: Record<string, Shape> = {
      RetryPolicy: TARGET_SHAPE.retry.keys,
      BudgetPolicy: TARGET_SHAPE.retry.keys.budget.keys,
      BreakerPolicy: TARGET_SHAPE.breaker.keys,
      CredentialPolicy: TARGET_SHAPE.credential.keys,
      ConcurrencyPolicy: TARGET_SHAPE.concurrency.keys,
      TimeoutPolicy: TARGET_SHAPE.timeout.keys,
    };
    for (const [type, keys] of Object.entries(POLICY_SHAPE.alerts.list.variants)) sections[`AlertRule.${type}`] = keys;
    const expected: (readonly [string, string])[] = Object.entries(sections).flatMap(([section, keys]) =>
      Object.entries(keys).flatMap(([key, field]) =>
        isValue(field) && field[1] !== undefined
          ? [[`${section}.${key}`, JSON.stringify(field[1]).replaceAll('"', "'")] as const]
          : [],
      ),
    );
    expected.push(['Policy.alerts', 'one rule of each type, with its defaults']);
    expect(new Map(stated)).toEqual(new Map(expected));
  });

  it('are needed for every key', () => {
    for (const name of [
      'RetryPolicy.max',
      'ClassifyRule.when.status',
      'AlertRule.spike.factor',
      'TargetPolicy.retry',
    ]) {
      const without = new Map(docs);
      expect(without.delete(name)).toBe(true);
      expect(() => policySchema(without)).toThrow(`says nothing about ${name}`);
    }
  });
});
