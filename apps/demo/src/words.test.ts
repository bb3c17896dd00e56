import { describe, expect, it } from 'vitest';
import { duration, inTwo, plural, tally } from './words.ts';

describe('words', () => {
  it('write short times in milliseconds and long ones in seconds', () => {
    expect([0, 139.4, 999, 1_000, 12_340].map(duration)).toEqual(['0 ms', '139 ms', '999 ms', '1.0 s', '12.3 s']);
  });

  it('know one from many', () => {
    expect([plural(1, 'probe'), plural(0, 'probe'), plural(2, 'retry', 'retries')]).toEqual([
      '1 probe',
      '0 probes',
      '2 retries',
    ]);
  });

  it('break between words, and only where they have to', () => {
    expect(inTwo('one two three', 13)).toEqual(['one two three', '']);
    expect(inTwo('one two three', 12)).toEqual(['one two', 'three']);
    expect(inTwo('one two three', 7)).toEqual(['one two', 'three']);
    expect(inTwo('one two three', 2)).toEqual(['one two three', '']);
  });

  it('tell the most frequent first, and how many kinds did not fit', () => {
    const counts = new Map([
      ['ECONNRESET', 1],
      ['HTTP 503', 25],
      ['HTTP 429', 3],
    ]);
    expect(tally(counts, 80)).toBe('HTTP 503 ×25, HTTP 429 ×3, ECONNRESET ×1');
    expect(tally(counts, 38)).toBe('HTTP 503 ×25, HTTP 429 ×3, +1 more');
    expect(tally(counts, 1)).toBe('HTTP 503 ×25');
  });
});
