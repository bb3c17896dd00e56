import { classify } from '../src/classify/classify.ts';
import { codeOf } from '../src/classify/reference.ts';
import { detect, detectAnswer } from '../src/detect/detect.ts';
import type { Random } from '../src/clock.ts';
import { readSpecimens, SPECIMEN_FILES } from './specimens.ts';

/** The longest that one input may take, milliseconds of the processor, at its best of a few. */
const LIMIT_MS = 200;
const TRIES = 5;

/** One thing to throw at detect and classify. */
export interface FuzzInput {
  readonly input: unknown;
  readonly description: string;
}

const HOSTILE_TEXTS: readonly string[] = [
  'a'.repeat(100_000),
  ' '.repeat(100_000),
  `${'{'.repeat(50_000)}${'}'.repeat(50_000)}`,
  '['.repeat(100_000),
  `${'{"error":'.repeat(11_000)}1${'}'.repeat(11_000)}`,
  '"code":'.repeat(14_000),
  'model '.repeat(16_000),
  'token exceed '.repeat(8_000),
  'retry in '.repeat(11_000),
  '<html><title>'.repeat(7_000),
  `<html>${'<a'.repeat(49_000)}`,
  '\\'.repeat(100_000),
  'exceeded your current quota '.repeat(3_500),
  '1 '.repeat(50_000),
  '1,000'.repeat(20_000),
  'aA'.repeat(50_000),
  'http://'.repeat(14_000),
  '\ud800'.repeat(100_000),
  '敏'.repeat(50_000),
  '\n'.repeat(100_000),
  `{"error":{"message":"${'x'.repeat(99_900)}"}}`,
];

const VALUES: readonly (() => unknown)[] = [
  () => undefined,
  () => null,
  () => 0,
  () => -1,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => 1e308,
  () => true,
  () => '',
  () => '\ud800',
  () => Symbol('hostile'),
  () => 10n ** 30n,
  () => () => 'called',
  () => [],
  () => ({}),
  () => Object.create(null) as unknown,
  () => new Map([['retry-after', '5']]),
  () => new Headers({ 'retry-after': '5' }),
  () => new Date(Number.NaN),
  () => new Uint8Array([123, 255, 0]),
  () => new Error('inner', { cause: 'text' }),
  () => ({ toString: throws, valueOf: throws, [Symbol.toPrimitive]: throws }),
  () => new Proxy({}, { get: throws, has: throws, ownKeys: throws, getPrototypeOf: throws }),
  () => new Proxy([], { get: throws }),
  () => ({
    get status() {
      return throws();
    },
    get message() {
      return throws();
    },
  }),
  () => chain(50),
  () => cycle(),
  () => wide(),
  () => Object.freeze({ status: 429, headers: Object.freeze({ 'retry-after': '1e999' }) }),
  () => ({
    status: 503,
    headers: Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`x-${index}`, 'v'.repeat(50)])),
  }),
];

function throws(): never {
  throw new Error('a getter that throws');
}

function chain(depth: number): Error {
  let error = new Error('innermost');
  for (let index = 0; index < depth; index++) error = new Error(`level ${index}`, { cause: error });
  return error;
}

function cycle(): Error {
  const error: Error & { errors?: unknown } = new Error('around');
  error.cause = error;
  error.errors = [error, { cause: error, error: { error } }];
  return error;
}

function wide(): object {
  const error = {
    message: 'wide',
    errors: Array.from({ length: 1_000 }, () => ({ errors: [1, { error: { details: [[[]]] } }] })),
  };
  return error;
}

const KEYS = [
  'status',
  'statusCode',
  'code',
  'type',
  'name',
  'message',
  'error',
  'errors',
  'cause',
  'response',
  'data',
  'body',
  'headers',
  'responseHeaders',
  'responseBody',
  'detail',
  'details',
  'lastError',
  'retryAfterMs',
  '$metadata',
  'metadata',
  'constructor',
];

/** Endless inputs: specimens in every shape, with fields, texts and headers changed, and values that no API sends. */
export function createMutator(random: Random): () => FuzzInput {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const texts = SPECIMEN_FILES.flatMap((file) => readSpecimens(file));
  const pieces = texts.flatMap(({ body, error }) => [JSON.stringify(body), error?.message ?? '', error?.name ?? '']);

  const text = (): string => {
    const chance = random();
    if (chance < 0.0005) return pick(HOSTILE_TEXTS);
    const piece = pick(pieces);
    if (chance < 0.3) return piece.slice(Math.floor(random() * piece.length));
    if (chance < 0.6) return piece.slice(0, Math.floor(random() * piece.length)) + pick(pieces);
    if (chance < 0.7) return `${piece}${String.fromCharCode(Math.floor(random() * 65_536))}${piece}`;
    return piece;
  };
  const value = (): unknown => {
    const chance = random();
    if (chance < 0.5) return text();
    if (chance < 0.7) return Math.floor(random() * 1_200) - 300;
    if (chance < 0.9) return tree(2);
    return pick(VALUES)();
  };
  const tree = (depth: number): unknown => {
    const made: Record<string, unknown> = random() < 0.5 ? {} : (Object.assign(new Error(text())) as never);
    for (let count = Math.floor(random() * 5); count > 0; count--) {
      try {
        made[pick(KEYS)] = depth > 0 && random() < 0.4 ? tree(depth - 1) : value();
      } catch {
        // `constructor` and the like may be read-only on what was made.
      }
    }
    return made;
  };

  return () => {
    const chance = random();
    if (chance < 0.1) return { input: value(), description: 'a value' };
    if (chance < 0.4) return { input: tree(3), description: 'a tree' };
    const specimen = pick(texts);
    const changed: Record<string, unknown> = { status: specimen.status, headers: specimen.headers, ...specimen.error };
    changed[pick(KEYS)] = value();
    changed[pick(['error', 'body', 'responseBody', 'data'])] = random() < 0.5 ? text() : specimen.body;
    return {
      input: random() < 0.5 ? changed : Object.assign(new Error(text()), safe(changed)),
      description: specimen.id,
    };
  };
}

function safe(fields: Record<string, unknown>): Record<string, unknown> {
  const { constructor: _constructor, ...rest } = fields;
  return rest;
}

/**
 * Runs one input through detect, detectAnswer and classify.
 * @returns how long that took, milliseconds.
 * @throws Error naming `description` when a promise is broken.
 */
export function checkOne(input: unknown, description: string): number {
  let verdict;
  let took = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < TRIES && took > LIMIT_MS; attempt++) {
    const before = process.cpuUsage();
    try {
      verdict = classify(detect(input));
      const answer = detectAnswer({ status: 200, body: input, expects: 'json' });
      if (answer !== undefined) classify(answer);
    } catch (error) {
      throw new Error(`threw on ${description}`, { cause: error });
    }
    // Time of the processor, not of the clock: a busy machine may stop any one of them.
    const { user, system } = process.cpuUsage(before);
    took = Math.min(took, (user + system) / 1_000);
  }
  if (verdict === undefined) throw new Error('no attempt was made');
  const { code, reason, retryable, retryAfterMs, retryAt, advice } = verdict;
  const expected = codeOf(reason) ?? (reason === 'cancelled' ? null : undefined);
  const broken =
    (expected !== undefined && code !== expected) ||
    (retryable && (code === null || code < 429)) ||
    (retryAfterMs !== undefined && !(retryAfterMs >= 0 && Number.isInteger(retryAfterMs))) ||
    (retryAfterMs === undefined) !== (retryAt === undefined) ||
    advice.length > 240;
  if (broken) throw new Error(`a verdict against the rules on ${description}: ${JSON.stringify(verdict)}`);
  if (took > LIMIT_MS) throw new Error(`${took.toFixed(0)} ms for ${description}`);
  return took;
}

/** Inputs of one kind each, for a test that times them. */
export const hostileTexts: readonly string[] = HOSTILE_TEXTS;
export const hostileValues: readonly (() => unknown)[] = VALUES;
