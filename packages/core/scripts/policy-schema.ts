import { REASONS } from '../src/classify/reference.ts';
import { DURATION_TEXT } from '../src/policy/duration.ts';
import {
  type Field,
  isSection,
  isValue,
  POLICY_SHAPE,
  type SectionField,
  type Shape,
  TARGET_SHAPE,
  type ValueField,
} from '../src/policy/shape.ts';
import { type KeyDoc, readPolicyDocs } from './policy-docs.ts';

/** A JSON Schema, or a part of one. */
export type Schema = Readonly<Record<string, unknown>>;

/** Which of the user's types documents the keys of a section, by the section's path. */
const TYPES: Readonly<Record<string, string>> = {
  retry: 'RetryPolicy',
  'retry.budget': 'BudgetPolicy',
  breaker: 'BreakerPolicy',
  credential: 'CredentialPolicy',
  concurrency: 'ConcurrencyPolicy',
  timeout: 'TimeoutPolicy',
};

/** The JSON Schema of a policy (draft 2020-12), from the table that the parser reads. */
export function policySchema(docs: ReadonlyMap<string, KeyDoc> = readPolicyDocs()): Schema {
  const describe = (name: string): Schema => {
    const text = docs.get(name)?.text;
    if (!text) throw new Error(`packages/core/src/policy/policy.ts says nothing about ${name}`);
    return { description: text };
  };

  function section({ keys, needs, orFalse }: SectionField, type: string, path: string): Schema {
    const properties = Object.entries(keys).map(([key, field]) => {
      const at = path ? `${path}.${key}` : key;
      return [key, { ...describe(`${type}.${key}`), ...schemaOf(field, TYPES[at] ?? `${type}.${key}`, at) }];
    });
    const object = {
      type: 'object',
      properties: Object.fromEntries(properties) as Schema,
      additionalProperties: false,
      ...(needs && { anyOf: needs.map((key) => ({ required: [key] })) }),
    };
    return orFalse ? { anyOf: [object, { const: false }] } : object;
  }

  function schemaOf(field: Field, type: string, path: string): Schema {
    if (field === 'fallback') return FALLBACK;
    if (field === 'reason') return { enum: [...Object.values(REASONS).flat(), 'unknown'] };
    if (field === 'targets') return { type: 'object', additionalProperties: { $ref: '#/$defs/target' } };
    if (isSection(field)) return section(field, type, path);
    if (isValue(field)) return valueSchema(field);
    if ('variants' in field.list) return { type: 'array', items: { anyOf: variants(field.list.variants) } };
    return { type: 'array', items: classifyRule(section(field.list, 'ClassifyRule', path)) };
  }

  function variants(shapes: Readonly<Record<string, Shape>>): Schema[] {
    return Object.entries(shapes).map(([type, keys]) => {
      const options = section({ keys }, `AlertRule.${type}`, 'alerts');
      const properties = { type: { const: type }, ...(options['properties'] as Schema) };
      return Object.assign(describe(`AlertRule.${type}`), options, { properties, required: ['type'] });
    });
  }

  const target = section({ keys: TARGET_SHAPE }, 'TargetPolicy', '');
  const policy = section({ keys: POLICY_SHAPE }, 'Policy', '');
  const shared = Object.keys(TARGET_SHAPE).map((key) => [key, { $ref: `#/$defs/target/properties/${key}` }]);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Breakwater policy',
    ...describe('Policy'),
    ...policy,
    properties: { ...(policy['properties'] as Schema), ...(Object.fromEntries(shared) as Schema) },
    $defs: { target: { ...describe('TargetPolicy'), ...target } },
  };
}

/** A rule of `classify`: both parts are needed, and a reason belongs to its code. */
function classifyRule(rule: Schema): Schema {
  const { when, then } = rule['properties'] as Record<string, Schema>;
  const allOf = Object.entries(REASONS).map(([code, reasons]) => ({
    if: { properties: { code: { const: Number(code) } } },
    then: { properties: { reason: { enum: [...reasons, 'unknown'] } } },
  }));
  return { ...rule, properties: { when, then: { ...then, allOf } }, required: ['when', 'then'] };
}

const NAMES: Schema = { type: 'array', items: { type: 'string', pattern: '^[^*]+$' } };

const FALLBACK: Schema = {
  anyOf: [
    NAMES,
    {
      type: 'object',
      propertyNames: { enum: ['*', ...Object.keys(REASONS), ...Object.values(REASONS).flat(), 'refused', 'unknown'] },
      additionalProperties: NAMES,
    },
  ],
};

function valueSchema([allowed, byDefault]: ValueField): Schema {
  const value = wordsSchema(allowed);
  return byDefault === undefined ? value : { ...value, default: byDefault };
}

/** The schema of what the words of `allowed` say. Throws for words that it does not know. */
function wordsSchema(allowed: string): Schema {
  if (allowed.endsWith(', or false')) {
    const { anyOf, ...value } = wordsSchema(allowed.slice(0, -', or false'.length));
    return { anyOf: [...((anyOf as Schema[] | undefined) ?? [value]), { const: false }] };
  }
  if (allowed === 'a text') return { type: 'string', minLength: 1 };
  if (allowed === 'true or false') return { type: 'boolean' };
  const [, noun, from, above, to] =
    /^an? (integer|number|duration)(?: of (\d+) or more)?(?: above (\d+))?(?:, up to (\d+))?$/.exec(allowed) ?? [];
  const range = {
    ...(from && { minimum: Number(from) }),
    ...(above && { exclusiveMinimum: Number(above) }),
    ...(to && { maximum: Number(to) }),
  };
  if (noun === 'duration') {
    const digit = above ? '(?=.*[1-9])' : '';
    const pattern = DURATION_TEXT.source.replace('^', `^${digit}`);
    return {
      anyOf: [
        { type: 'number', ...range },
        { type: 'string', pattern },
      ],
    };
  }
  if (noun) return { type: noun, ...range };
  return { enum: JSON.parse(`[${allowed.replace(' or', ',')}]`) as unknown };
}
