import { describe, expect, it } from 'vitest';
import { detect } from '../detect/detect.ts';
import type { ClassifyRule } from '../policy/policy.ts';
import { matchUserRule } from './user-rules.ts';

function matches(thrown: unknown, when: ClassifyRule['when']): boolean {
  return matchUserRule(detect(thrown), [{ when, then: { code: 503 } }]) !== undefined;
}

describe('a condition of a rule of the user', () => {
  it('holds for its own status only', () => {
    expect([matches({ status: 409 }, { status: 409 }), matches({ status: 410 }, { status: 409 })]).toEqual([
      true,
      false,
    ]);
    expect(matches({ status: 410, code: 'locked' }, { code: 'locked' })).toBe(true);
  });

  it('holds where one of several messages has it', () => {
    const error = new Error('request failed', { cause: new Error('The lock TIMED out') });
    expect([matches(error, { message: 'timed OUT' }), matches(error, { message: 'timed in' })]).toEqual([true, false]);
  });

  it('holds for a header by name, with spaces around it or not, and by value where one is given', () => {
    const error = { status: 500, headers: { 'x-reason': 'locked: for now' } };
    expect(matches(error, { header: ' X-Reason ' })).toBe(true);
    expect(matches(error, { header: 'x-reason: locked: for now' })).toBe(true);
    expect(matches(error, { header: 'x-reason: locked' })).toBe(false);
    expect(matches(error, { header: 'x-other' })).toBe(false);
  });
});

describe('rules of the user', () => {
  it('are tried in their order: the first that holds is the one', () => {
    const rules: ClassifyRule[] = [
      { when: { status: 500 }, then: { code: 500 } },
      { when: { status: 409 }, then: { code: 503 } },
      { when: { status: 409 }, then: { code: 400 } },
    ];
    expect(matchUserRule(detect({ status: 409 }), rules)).toEqual({ rule: rules[1], index: 1 });
    expect(matchUserRule(detect({ status: 404 }), rules)).toBeUndefined();
  });
});
