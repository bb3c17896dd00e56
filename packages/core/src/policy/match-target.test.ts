import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesTarget } from './match-target.ts';

describe('a pattern of targets', () => {
  it.each([
    ['openai/gpt-5', 'openai/gpt-5', true],
    ['openai/gpt-5', 'openai/gpt-5-mini', false],
    ['openai/*', 'openai/gpt-5', true],
    ['openai/*', 'openai/', true],
    ['openai/*', 'azure/openai/gpt-5', false],
    ['*/gpt-5', 'azure/gpt-5', true],
    ['*', '', true],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['*ab*ab*', 'ab', false],
    ['*ab*ab*', 'xabyabz', true],
    ['a.c', 'abc', false],
    ['', '', true],
    ['', 'a', false],
  ])('%o on %o: %o', (pattern, target, expected) => {
    expect(matchesTarget(pattern, target)).toBe(expected);
  });

  it('means what the regular expression of it means', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '/') });
    const target = fc.string({ unit: fc.constantFrom('a', 'b', '/') });
    fc.assert(
      fc.property(pattern, target, (text, name) => {
        expect(matchesTarget(text, name)).toBe(new RegExp(`^${text.replaceAll('*', '.*')}$`).test(name));
      }),
      { seed: 1, numRuns: 2_000 },
    );
  });

  it('takes linear time where a regular expression would not come back', () => {
    const started = performance.now();
    expect(matchesTarget(`${'*a'.repeat(40)}*b`, 'a'.repeat(10_000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
