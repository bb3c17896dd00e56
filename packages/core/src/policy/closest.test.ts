import { describe, expect, it } from 'vitest';
import { closest } from './closest.ts';

const KEYS = ['max', 'backoff', 'base', 'factor', 'cap', 'jitter', 'maxRetryAfter', 'resend', 'budget'];

describe('the closest key', () => {
  it.each([
    ['mx', 'max'],
    ['Max', 'max'],
    ['backof', 'backoff'],
    ['bakcoff', 'backoff'],
    ['jiter', 'jitter'],
    ['maxretryafter', 'maxRetryAfter'],
    ['max_retry_after', 'maxRetryAfter'],
    ['resends', 'resend'],
  ])('to %o is %o', (word, expected) => {
    expect(closest(word, KEYS)).toBe(expected);
  });

  it.each(['attempts', 'delay', '', 'x'.repeat(100_000)])('is none for a word that resembles none', (word) => {
    expect(closest(word, KEYS)).toBeUndefined();
  });

  it('is none where there is nothing to choose from', () => {
    expect(closest('max', [])).toBeUndefined();
  });
});
