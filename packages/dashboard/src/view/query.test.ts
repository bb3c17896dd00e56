import { describe, expect, it } from 'vitest';
import { readQuery } from './query.ts';

const read = (text: string): ReturnType<typeof readQuery> => readQuery(new URLSearchParams(text));

describe('the query', () => {
  it('is all targets of the last five minutes where nothing is said', () => {
    expect(read('')).toEqual({ target: undefined, rangeMs: 300_000, until: undefined });
  });

  it('reads target, range and moment', () => {
    const text = 'target=openai%2Fgpt-5&range=24h&until=1767225600000';
    expect(read(text)).toEqual({ target: 'openai/gpt-5', rangeMs: 86_400_000, until: 1_767_225_600_000 });
  });

  it.each([
    ['range=2h', 'range: allowed are 5m, 15m, 1h, 6h, 24h'],
    ['range=toString', 'range: allowed are 5m, 15m, 1h, 6h, 24h'],
    ['until=yesterday', 'until: allowed are milliseconds since the epoch'],
    ['until=-1', 'until: allowed are milliseconds since the epoch'],
    [`target=${'a'.repeat(1_001)}`, 'target: allowed are 1000 characters'],
  ])('says what is wrong with %s', (text, problem) => {
    expect(read(text)).toBe(problem);
  });
});
