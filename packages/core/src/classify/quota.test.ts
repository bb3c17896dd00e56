import { describe, expect, it } from 'vitest';
import { readQuota } from './quota.ts';

const NOW = 1_800_000_000_000;

function openai(remaining: string, limit = '60', reset = '30s'): Record<string, string> {
  return {
    'x-ratelimit-limit-requests': limit,
    'x-ratelimit-remaining-requests': remaining,
    'x-ratelimit-reset-requests': reset,
  };
}

describe('a quota of requests', () => {
  it('allows the faster of what is left of a window and what a bucket refills', () => {
    // 6 of 60 are left for 30 s, or 54 come back in 30 s.
    expect(readQuota(openai('6'), NOW)).toEqual({ perSecond: 54 / 30, resetMs: 30_000 });
    expect(readQuota(openai('0'), NOW)).toEqual({ perSecond: 2, resetMs: 30_000 });
  });

  it('is of no concern while more than a tenth of it is left', () => {
    expect(readQuota(openai('7'), NOW)).toBeUndefined();
    expect(readQuota(openai('6'), NOW)).toBeDefined();
  });

  it.each([
    ['of OpenAI', openai('1', '100', '10s')],
    [
      'of Anthropic, which resets at an instant',
      {
        'anthropic-ratelimit-requests-limit': '100',
        'anthropic-ratelimit-requests-remaining': '1',
        'anthropic-ratelimit-requests-reset': new Date(NOW + 10_000).toISOString(),
      },
    ],
    ['without a dimension', { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': '10' }],
    ['of the RFC draft', { 'ratelimit-limit': '100', 'ratelimit-remaining': '1', 'ratelimit-reset': '10' }],
    ['in any case', { 'X-RateLimit-Limit': '100', 'X-RateLimit-Remaining': '1', 'X-RateLimit-Reset': '10' }],
  ])('is read %s', (_dialect, headers) => {
    expect(readQuota(headers, NOW)).toEqual({ perSecond: 9.9, resetMs: 10_000 });
  });

  it('is read in the next dialect where the first says only half of it', () => {
    const half = { 'x-ratelimit-remaining-requests': '1' };
    const whole = { 'ratelimit-limit': '100', 'ratelimit-remaining': '1', 'ratelimit-reset': '10' };
    expect(readQuota({ ...half, ...whole }, NOW)).toMatchObject({ perSecond: 9.9 });
    expect(readQuota(half, NOW)).toBeUndefined();
    expect(readQuota({ 'x-ratelimit-limit-requests': '60', ...whole }, NOW)).toMatchObject({ perSecond: 9.9 });
  });

  it('says nothing where it resets never, at once, or later than in two minutes', () => {
    expect(readQuota(openai('0', '60', '120s'), NOW)).toMatchObject({ resetMs: 120_000 });
    for (const reset of ['121s', '0s', 'soon', '']) expect(readQuota(openai('0', '60', reset), NOW)).toBeUndefined();
  });

  it.each([
    ['-1', '60'],
    ['0', '0'],
    ['many', '60'],
    ['0', 'none'],
  ])('says nothing with %s left of %s', (remaining, limit) => {
    expect(readQuota(openai(remaining, limit), NOW)).toBeUndefined();
  });

  it('is none where no header speaks of it', () => {
    expect(readQuota({ 'content-type': 'application/json' }, NOW)).toBeUndefined();
  });
});
