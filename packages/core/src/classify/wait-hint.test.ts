import { describe, expect, it } from 'vitest';

import { detect } from '../detect/detect.ts';
import { classify } from './classify.ts';

const NOW = Date.parse('2026-11-22T07:59:30Z');

function waitOf(thrown: object): number | undefined {
  return classify(detect({ status: 429, ...thrown }, { wallNowMs: NOW })).retryAfterMs;
}

describe('the wait in a header', () => {
  it.each([
    ['retry-after', '17', 17_000],
    ['retry-after', '0', 0],
    ['retry-after', '1.5', 1_500],
    ['retry-after', '277403', 277_403_000],
    ['retry-after', 'Sun, 22 Nov 2026 08:00:00 GMT', 30_000],
    ['retry-after', '2026-11-22T08:00:00Z', 30_000],
    ['retry-after', '1m30s', 90_000],
    ['retry-after', ' 17 ', 17_000],
    ['retry-after', 'Sun 22 Nov 2026 08:00:00 GMT', 30_000],
    ['retry-after', '1.02:03:04', 93_784_000],
    ['retry-after', '8640000', 8_640_000_000],
    ['retry-after-ms', '634', 634],
    ['x-ms-retry-after-ms', '17000', 17_000],
    ['x-ratelimit-reset-requests', '6ms', 6],
    ['x-ratelimit-reset-requests', '1s', 1_000],
    ['x-ratelimit-reset-tokens', '6m0s', 360_000],
    ['x-ratelimit-reset-tokens', '1h2m3s', 3_723_000],
    ['x-ratelimit-reset-tokens', '2m59.56s', 179_560],
    ['x-ratelimit-reset-tokens', '42', 42_000],
    ['anthropic-ratelimit-requests-reset', '2026-11-22T08:00:00Z', 30_000],
    ['anthropic-ratelimit-unified-reset', String(NOW / 1_000 + 12), 12_000],
    ['x-ratelimit-reset', String(NOW + 12_000), 12_000],
    ['x-codex-primary-reset-after-seconds', '13873', 13_873_000],
  ])('%s: %s', (name, value, expected) => {
    expect(waitOf({ headers: { [name]: value } })).toBe(expected);
  });

  it.each([
    ['retry-after', '-1'],
    ['retry-after', 'soon'],
    ['retry-after', 'in 17'],
    ['retry-after', '17 or so'],
    ['retry-after', '8640001'],
    ['retry-after', 'x 2027'],
    ['retry-after', 'on Sun, 22 Nov 2026 08:00:00 GMT'],
    ['retry-after', '1e999'],
    ['retry-after', '99999999999'],
    ['retry-after', 'Sun, 22 Nov 2020 08:00:00 GMT'],
    ['retry-after', ''],
    ['x-ratelimit-reset-tokens', '0'],
    ['x-ratelimit-reset-tokens', '-1'],
  ])('is ignored where it means nothing: %s: %s', (name, value) => {
    expect(waitOf({ headers: { [name]: value } })).toBeUndefined();
  });

  it('reads a date by the clock of the response', () => {
    const headers = { date: 'Thu, 01 Jan 2026 00:00:00 GMT', 'retry-after': 'Thu, 01 Jan 2026 00:00:05 GMT' };
    expect(classify(detect({ status: 503, headers }, { wallNowMs: NOW }))).toMatchObject({
      retryAfterMs: 5_000,
      retryAt: Date.parse('2026-01-01T00:00:05Z'),
    });
  });

  it('outranks every other: Retry-After before resets, body and text', () => {
    const headers = { 'retry-after': '2', 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '60s' };
    expect(waitOf({ headers, message: 'try again in 9s', error: { retry_after: 8 } })).toBe(2_000);
  });

  it('takes the reset of the dimension that has nothing left', () => {
    expect(
      waitOf({
        headers: {
          'x-ratelimit-remaining-requests': '10',
          'x-ratelimit-reset-requests': '60s',
          'x-ratelimit-remaining-tokens': '0',
          'x-ratelimit-reset-tokens': '7s',
        },
      }),
    ).toBe(7_000);
  });

  it('takes it in whatever order they come, and of two the later', () => {
    const tokens = { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '7s' };
    const requests = { 'x-ratelimit-remaining-requests': '10', 'x-ratelimit-reset-requests': '60s' };
    const images = { 'x-ratelimit-remaining-images': '0', 'x-ratelimit-reset-images': '9s' };
    expect(waitOf({ headers: { ...tokens, ...requests } })).toBe(7_000);
    expect(waitOf({ headers: { ...tokens, ...images } })).toBe(9_000);
    expect(waitOf({ headers: { ...images, ...tokens } })).toBe(9_000);
  });

  it('passes over a reset that means nothing', () => {
    expect(waitOf({ headers: { 'x-ratelimit-reset-requests': 'soon', 'x-ratelimit-reset-tokens': '7s' } })).toBe(7_000);
  });

  it('takes the larger reset where no dimension is known to be empty', () => {
    expect(waitOf({ headers: { 'x-ratelimit-reset-requests': '60s', 'x-ratelimit-reset-tokens': '7s' } })).toBe(60_000);
    expect(waitOf({ headers: { 'x-ratelimit-reset-tokens': '7s', 'x-ratelimit-reset-requests': '60s' } })).toBe(60_000);
  });

  it('leaves the resets alone where the failure is no limit', () => {
    const headers = { 'x-ratelimit-reset-requests': '60s' };
    expect(classify(detect({ status: 500, headers })).retryAfterMs).toBeUndefined();
  });
});

describe('the wait in a body', () => {
  it.each([
    [{ error: { details: [{ '@type': 'RetryInfo', retryDelay: '34.074824224s' }] } }, 34_075],
    [{ error: { resets_in_seconds: 13_872 } }, 13_872_000],
    [{ retry_after: 10 }, 10_000],
    [{ retry_after: 0, message: 'try again in 5s' }, 0],
    [{ retry_after: 'soon', message: 'try again in 5s' }, 5_000],
    [{ resets_in_seconds: 0, message: 'try again in 5s' }, 5_000],
    [{ error: { estimated_time: 44.49033436 } }, 44_491],
    [{ error: { metadata: { headers: { 'X-RateLimit-Reset': String(NOW + 5_000) } } } }, 5_000],
    [{ error: { reset_at: '2026-11-22T08:00:00Z' } }, 30_000],
    [{ error: { resets_at: NOW / 1_000 + 7 } }, 7_000],
  ])('%j', (body, expected) => {
    expect(waitOf({ body })).toBe(expected);
  });
});

describe('the wait in a text', () => {
  it.each([
    ['Please try again in 634ms.', 634],
    ['Please try again in 41.724s.', 41_724],
    ['Please try again in 6m0s.', 360_000],
    ['Please retry after 33 seconds.', 33_000],
    ['Please retry in 36.429760048s.', 36_430],
    ['Try again in 60 seconds', 60_000],
    ['Try again in 5 minutes.', 300_000],
    ['Your rate limit resets in ~10s.', 10_000],
    ['Resets in 3 days', 259_200_000],
    ['Resets in 2 weeks', 1_209_600_000],
    ['Resets in 1 month', 2_592_000_000],
    ['try again in 1 hour 30 minutes', 5_400_000],
    ['try again in 250 milliseconds', 250],
    ['Retry after 10', 10_000],
    ['Limit resets at: 2026-11-22 08:00:00 UTC', 30_000],
    ['please wait 20 seconds', 20_000],
    ['请在 5 秒后重试', 5_000],
    ['请 10 分钟后重试', 600_000],
    ['2小时后重置', 7_200_000],
    ['Retry after 12.55', 12_550],
    ['Retry after 10. Thank you', 10_000],
    ['Retry after 10, not sooner', 10_000],
    ['Retry after 10 or so; try again in 7s', 7_000],
    ["{'retry_after': 12, 'message'", 12_000],
  ])('%s', (message, expected) => {
    expect(waitOf({ message })).toBe(expected);
  });

  it.each([
    'Retrying in 4.0 seconds',
    'completion_with_retry in 4.0 seconds as it raised RateLimitError',
    'Limit 30000, Used 28039, Requested 3906',
    'after 3 attempts',
    'try again in 3 more attempts',
    'resets in 2 billing cycles',
    'Limit resets at: 2020-01-01 00:00:00 UTC',
  ])('is none in: %s', (message) => {
    expect(waitOf({ message })).toBeUndefined();
  });
});
