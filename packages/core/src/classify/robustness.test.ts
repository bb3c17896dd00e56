import { anything, assert, constantFrom, dictionary, jsonValue, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { checkOne, createMutator, hostileTexts, hostileValues } from '../../test/fuzz-inputs.ts';
import { detect } from '../detect/detect.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { classify } from './classify.ts';

describe('detect and classify, whatever they are given', () => {
  it('never throw, never hang, and keep to the reference', () => {
    const next = createMutator(seededRandom(20_260));
    expect(() => {
      for (let index = 0; index < 20_000; index++) {
        const { input, description } = next();
        checkOne(input, `input ${index}: ${description}`);
      }
    }).not.toThrow();
  });

  it.each(hostileValues.map((make, index) => [index, make] as const))('survive hostile value %i', (_index, make) => {
    for (const wrap of [
      (value: unknown) => value,
      (value: unknown) => ({ status: value, message: value, headers: value, error: value }),
      (value: unknown) => Object.assign(new Error('x'), { cause: value, response: value, errors: [value] }),
    ]) {
      expect(() => checkOne(wrap(make()), 'a hostile value')).not.toThrow();
    }
  });

  it('take milliseconds, where backtracking would take minutes, for 100 kB of hostile text', () => {
    for (const text of hostileTexts) {
      const inputs = [new Error(text), { status: 500, body: text }, { error: { message: text, code: text } }];
      const best = inputs.map((input) =>
        Math.min(...Array.from({ length: 5 }, () => checkOne(input, text.slice(0, 20)))),
      );
      // The best of five, because a busy machine can stop any one of them; and a slow one may take its time.
      expect(Math.max(...best)).toBeLessThan(100);
    }
  });

  it('never change what they are given', () => {
    assert(
      property(dictionary(constantFrom('status', 'error', 'message', 'headers', 'cause'), jsonValue()), (input) => {
        const before = structuredClone(input);
        classify(detect(input));
        expect(input).toEqual(before);
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  it('give the same verdict every time', () => {
    assert(
      property(anything(), (input) => {
        const options = { wallNowMs: 1_800_000_000_000 };
        expect(classify(detect(input, options))).toEqual(classify(detect(input, options)));
      }),
      { seed: 8, numRuns: 500 },
    );
  });

  it('keep no credential of a response, and no request at all', () => {
    const failure = detect({
      status: 401,
      headers: { 'set-cookie': 'SECRET', 'X-Api-Key': 'SECRET', 'x-session-token': 'SECRET', 'retry-after': '3' },
      config: { headers: { authorization: 'SECRET' }, data: 'SECRET' },
      request: { body: 'SECRET' },
      requestBodyValues: { prompt: 'SECRET' },
    });
    expect(JSON.stringify(failure)).not.toContain('SECRET');
    expect(failure.headers).toEqual({ 'retry-after': '3' });
  });

  it('say nothing of the upstream in the verdict but numbers', () => {
    assert(
      property(string({ minLength: 4 }), (secret) => {
        const text = `Zq${secret}`;
        const error = Object.assign(new Error(`429 ${text} rate limit, try again in 3s`), {
          code: text,
          error: { message: text },
        });
        expect(JSON.stringify(classify(detect(error)))).not.toContain(JSON.stringify(text).slice(1, -1));
      }),
      { seed: 9, numRuns: 300 },
    );
  });
});
