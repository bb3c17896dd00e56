import { type Code, REASONS } from '../classify/reference.ts';
import { describeAllowed, describeValue, isAllowed } from './allowed.ts';
import { closest } from './closest.ts';
import { engineValue } from './engine-value.ts';
import { PolicyError, type PolicyProblem } from './policy-error.ts';
import type { Policy } from './policy.ts';
import * as shape from './shape.ts';

type Data = Readonly<Record<string, unknown>>;
type ReadItem = (value: unknown, path: string, name: string) => unknown;

/**
 * Checks a policy, wherever it came from, and returns a frozen copy that shares nothing with `input`.
 * Only what `input` says is in it: defaults are filled in by `createPolicyResolver`. Keys that are `undefined` are
 * left out.
 * @param input - plain data; `undefined` is `{}`.
 * @throws PolicyError with every problem at once; never anything else, whatever `input` is.
 */
export function parsePolicy(input: unknown = {}): Policy {
  const problems: PolicyProblem[] = [];
  let reading = '';
  let policy: unknown;
  try {
    policy = readSection({ keys: { ...shape.TARGET_SHAPE, ...shape.POLICY_SHAPE } }, input, '');
  } catch {
    // A getter or a proxy of the input: all that runs here and is not ours.
    report(reading, 'something that throws when it is read', 'plain data');
  }
  if (problems.length > 0) throw new PolicyError(problems);
  return policy as Policy;

  function report(path: string, found: string, allowed: string): undefined {
    problems.push({ path: path || 'policy', found, allowed });
  }

  /** @param siblings - the keys of the same object before this one. @param above - what a target overrides here. */
  function read(field: shape.Field, value: unknown, path: string, siblings: Data, above?: unknown): unknown {
    if (field === 'reason') return readChoice(reasonsOf(siblings['code'] as Code), value, path);
    if (field === 'targets') return readRecord(value, path, (item, at, name) => readTarget(name, item, at, siblings));
    if (field === 'fallback') return Array.isArray(value) ? readNames(value, path) : readFallback(value, path);
    if (shape.isSection(field)) return readSection(field, value, path, above as Data);
    if (shape.isValue(field)) return readValue(field[0], value, path);
    return readList(value, path, (item, at) => readRule(field.list, item, at));
  }

  function readValue(allowed: string, value: unknown, path: string): unknown {
    return isAllowed(allowed, value) ? value : report(path, describeValue(value), describeAllowed(allowed));
  }

  function readChoice(choices: readonly string[], value: unknown, path: string): unknown {
    return readValue(choices.map(describeValue).join(', '), value, path);
  }

  function readSection(section: shape.SectionField, value: unknown, path: string, above?: Data): unknown {
    const { keys, needs, orFalse } = section;
    if (value === false && orFalse) return value;
    const given = readObject(value, path, orFalse);
    if (!given) return given;
    reportUnknown(given.keys(), Object.keys(keys), path);
    if (needs?.every((key) => given.get(key) === undefined)) report(path, 'nothing', `one of ${needs.join(', ')}`);
    const data: Record<string, unknown> = {};
    for (const [key, field] of Object.entries(keys)) {
      let item = given.get(key);
      // So that the message says which of its keys are missed.
      if (item === undefined && shape.isSection(field) && field.needs) item = {};
      const parsed = item === undefined ? item : read(field, item, join(path, key), data, above?.[key]);
      if (parsed !== undefined) data[key] = parsed;
    }
    reportDisorder(keys, data, path, above);
    return Object.freeze(data);
  }

  /** What a target inherits must agree with what it says itself. What neither says gives way in the resolver. */
  function reportDisorder(keys: shape.Shape, data: Data, path: string, above?: Data): void {
    const both = { ...above, ...data };
    for (const [low, field] of Object.entries(keys)) {
      const high = shape.isValue(field) && field[2];
      // Where both are inherited it has been reported already.
      if (!high || !(low in both && high in both && (low in data || high in data))) continue;
      const limit = engineValue(field, both[low]) as number;
      // Infinity is the absence of a limit, not a long one.
      if (limit === Infinity || limit <= (engineValue(keys[high] as shape.ValueField, both[high]) as number)) continue;
      const [own, other, bound] = low in data ? [low, high, 'most'] : [high, low, 'least'];
      report(join(path, own), describeValue(both[own]), `at ${bound} ${other}, which is ${describeValue(both[other])}`);
    }
  }

  function readTarget(name: string, value: unknown, path: string, above: Data): unknown {
    const target = readSection({ keys: shape.TARGET_SHAPE }, value, path, above) as Data | undefined;
    if (
      Object.values(target?.['fallback'] ?? {})
        .flat()
        .includes(name)
    ) {
      report(join(path, 'fallback'), describeValue(name), 'targets other than itself');
    }
    return target;
  }

  function readFallback(value: unknown, path: string): unknown {
    return readRecord(value, path, readNames, ['*', ...Object.keys(REASONS), ...reasonsOf(), 'refused']);
  }

  function readNames(value: unknown, path: string): unknown {
    return readList(value, path, (item, at) =>
      typeof item === 'string' && /^[^*]+$/.test(item) ? item : report(at, describeValue(item), 'a target, without *'),
    );
  }

  /** An item of `classify` or `alerts`. */
  function readRule(rule: shape.ListField['list'], value: unknown, path: string): unknown {
    if (!('variants' in rule)) return readSection(rule, value, path);
    const given = readObject(value, path);
    const type = given?.get('type') as string;
    // What else is wrong with it can be told only where its type is known.
    if (!given || !readChoice(Object.keys(rule.variants), type, join(path, 'type'))) return undefined;
    return readSection({ keys: { type: [describeValue(type)], ...rule.variants[type] } }, value, path);
  }

  function readRecord(value: unknown, path: string, readItem: ReadItem, known?: readonly string[]): unknown {
    const given = readObject(value, path);
    if (!given) return given;
    if (known) reportUnknown(given.keys(), known, path);
    const items = [...given].map(([name, item]) => [name, readItem(item, join(path, name), name)] as const);
    // Unlike assignment this is safe for every name, `__proto__` included.
    return Object.freeze(Object.fromEntries(items));
  }

  function readList(value: unknown, path: string, readItem: ReadItem): unknown {
    reading = path;
    if (!Array.isArray(value)) return report(path, describeValue(value), 'an array');
    // Through its entries, because a sparse array may be of any length.
    return Object.freeze(Object.entries(value).map(([index, item]) => readItem(item, `${path}[${index}]`, index)));
  }

  /** Own properties of a plain object, each read once. */
  function readObject(value: unknown, path: string, orFalse = false): Map<string, unknown> | undefined {
    reading = path;
    const prototype: unknown = Object.getPrototypeOf(value ?? 0);
    // The `Object.prototype` of another realm is plain too, and is told by having nothing above it.
    if (prototype === null || Object.getPrototypeOf(prototype) === null) return new Map(Object.entries(value as Data));
    return report(path, describeValue(value), orFalse ? 'a plain object, or false' : 'a plain object');
  }

  function reportUnknown(found: Iterable<string>, known: readonly string[], path: string): void {
    for (const key of found) {
      if (known.includes(key)) continue;
      const hint = closest(key, known);
      report(join(path, key), 'an unknown key', `${hint ? `did you mean ${hint}? Known are ` : ''}${known.join(', ')}`);
    }
  }
}

/** The reasons that a failure of `code` can have; those of all codes where none is given. */
function reasonsOf(code?: Code): readonly string[] {
  return [...(code ? REASONS[code] : Object.values(REASONS).flat()), 'unknown'];
}

/** `retry` and `max` make `retry.max`; `targets` and `a/b` make `targets["a/b"]`. */
function join(path: string, key: string): string {
  if (!/^[\w$]+$/.test(key)) return `${path}[${describeValue(key)}]`;
  return path ? `${path}.${key}` : key;
}
