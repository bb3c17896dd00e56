import { describe, expect, it } from 'vitest';

import { LINE_MARK, words } from './words.ts';

describe('words', () => {
  it.each([
    ['', ''],
    ['Rate limit reached', 'rate limit reached'],
    ['rate_limit_error', 'rate limit error'],
    ['rate-limit/error', 'rate limit error'],
    ['RateLimitError', 'rate limit error'],
    ['rateLimit', 'rate limit'],
    ['HTTPError', 'httperror'],
    ['gpt4Turbo', 'gpt4turbo'],
    ['a  b\t\r\n_-c', 'a b c'],
    ['a (b) [c] {d} ~e', 'a b c d e'],
    ['a\u00a0b', 'a b'],
    [' a', ' a'],
    ['_a', ' a'],
    ['a_', 'a '],
    ['"code": 429', 'code: 429'],
    ["you'll hit your `limit`, isn’t it \\*", 'youll hit your limit, isnt it '],
    ['"a""b"', 'ab'],
    ['a "b', 'a b'],
    ['a" b', 'a b'],
    ['a_"_b', 'a b'],
    ['a"B', 'a b'],
    ['See https://a.test/settings/billing?x=1#y for more', 'see for more'],
    ['(http://a.test/billing), now', ' , now'],
    ['ftp://a.test/x', 'ftp: a.test x'],
    ['余额不足', '余额不足'],
    ['„Zu“ teuer…', '„zu“ teuer…'],
  ])('makes of %j %j', (text, made) => {
    expect(words(text)).toBe(made);
  });

  it('keep texts apart, by a line each', () => {
    expect(words(`one${LINE_MARK}Two${LINE_MARK}https://a.test/x${LINE_MARK}three`)).toBe('one\ntwo\n\nthree');
    expect(words(`one ${LINE_MARK} two`)).toBe('one \n two');
  });
});
