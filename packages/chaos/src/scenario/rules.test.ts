import { describe, expect, it } from 'vitest';
import { createRules } from './rules.ts';

const facts = {
  number: 1,
  method: 'POST',
  path: '/v1/chat/completions',
  model: 'gpt-5',
  streaming: false,
  headers: {},
  body: '',
};

function struck(rules: Parameters<typeof createRules>[0], requests: number, seed = 1): number[] {
  const decide = createRules(rules, seed);
  return Array.from({ length: requests }, (_, index) => index + 1).filter((number) => decide({ ...facts, number }));
}

describe('rules', () => {
  it.each([
    [{ nth: 3 }, [3]],
    [{ firstN: 2 }, [1, 2]],
    [{ every: 3 }, [3, 6]],
    [{ every: 2, firstN: 4 }, [2, 4]],
  ])('%j strikes requests %j of 7', (when, expected) => {
    expect(struck([{ when, fault: '503' }], 7)).toEqual(expected);
  });

  it('counts only the requests that meet the condition', () => {
    const decide = createRules([{ when: { model: 'claude-*', nth: 2 }, fault: '503' }], 1);
    const models = ['claude-a', 'gpt-5', 'gpt-5', 'claude-b'];
    expect(models.map((model) => decide({ ...facts, model }) !== undefined)).toEqual([false, false, false, true]);
  });

  it('lets the first rule that matches decide', () => {
    const decide = createRules([{ when: { nth: 1 }, fault: 'ok' }, { fault: '500' }], 1);
    expect([decide(facts)?.index, decide(facts)?.index]).toEqual([0, 1]);
  });

  it('strikes the asked share, the same requests for the same seed', () => {
    const rules = [{ probability: 0.2, fault: '503' }];
    const one = struck(rules, 1_000, 1);
    expect(one.length).toBeGreaterThan(160);
    expect(one.length).toBeLessThan(240);
    expect(struck(rules, 1_000, 1)).toEqual(one);
    expect(struck(rules, 1_000, 2)).not.toEqual(one);
  });

  it('keeps its course whatever other traffic there is', () => {
    const rules = [{ when: { model: 'gpt-5' }, probability: 0.5, fault: '503' }];
    const quiet = createRules(rules, 1);
    const busy = createRules(rules, 1);
    const alone = Array.from({ length: 50 }, () => quiet(facts) !== undefined);
    const among = Array.from({ length: 50 }, () => {
      busy({ ...facts, model: 'other' });
      return busy(facts) !== undefined;
    });
    expect(among).toEqual(alone);
  });

  it('does not spend a stream fault on a request without a stream', () => {
    const decide = createRules([{ when: { nth: 1 }, fault: 'stream-cut' }], 1);
    expect(decide(facts)).toBeUndefined();
    expect(decide({ ...facts, streaming: true })).toMatchObject({ fault: { kind: 'stream-cut' } });
  });
});
