import { describe, expect, it } from 'vitest';
import { detect } from '../detect/detect.ts';
import { classify } from './classify.ts';

function adviceFor(status: number, message: string, headers = {}): string {
  return classify(detect({ status, message, headers })).advice;
}

describe('the numbers in an advice', () => {
  // Each as its provider words it; see fixtures/.
  it.each([
    ['prompt is too long: 205351 tokens > 200000 maximum', '205,351 tokens, the limit is 200,000'],
    [
      'input length and `max_tokens` exceed context limit: 179413 + 32768 > 200000',
      '212,181 tokens, the limit is 200,000',
    ],
    [
      "This model's maximum context length is 4097 tokens. However, your messages resulted in 6988 tokens.",
      '6,988 tokens, the limit is 4,097',
    ],
    [
      'The decoder prompt (length 15329) is longer than the maximum model length of 8192.',
      '15,329, the limit is 8,192',
    ],
    [
      'too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 4292.',
      '4,292 tokens, the limit is 4,081',
    ],
    ['Requested tokens (2285) exceed context window of 2048', '2,285 tokens, the limit is 2,048'],
    [
      'The input token count (25270) exceeds the maximum number of tokens allowed (4000).',
      '25,270 tokens, the limit is 4,000',
    ],
  ])('are the size and the limit of a context: %s', (message, said) => {
    expect(adviceFor(400, message)).toMatch(new RegExp(`^It takes ${said}: Shorten the prompt`));
  });

  it.each([
    ['prompt is too long: 205351 > 200000', '205,351, the limit is 200,000'],
    ['prompt is too long, 9000 tokens, it must be <= 8192', '9,000 tokens, the limit is 8,192'],
    ['prompt is too long, 9000 tokens, it must be < 8192', '9,000 tokens, the limit is 8,192'],
    ['prompt is too long: 9000 tokens, 8192 max', '9,000 tokens, the limit is 8,192'],
    ['prompt is too long: at most 8192 tokens, got 9000', '9,000 tokens, the limit is 8,192'],
    ['prompt is too long: 1,234,567 tokens, limit 1,000,000', '1,234,567 tokens, the limit is 1,000,000'],
  ])('are found in other wordings: %s', (message, said) => {
    expect(adviceFor(400, message)).toMatch(new RegExp(`^It takes ${said}: Shorten the prompt`));
  });

  it.each([
    [400, 'the value 5000 is above the maximum of 100', /^Check request body/],
    [503, 'overloaded: 5000 requests, the limit is 100', /^Back off/],
    [400, 'max new tokens must be a number, not 5000 apples', /^Shorten|^Check/],
  ])('are none where they are about something else: %i %s', (status, message, advice) => {
    expect(adviceFor(status, message)).toMatch(advice);
  });

  it('are those of the output, where that is too long', () => {
    expect(adviceFor(400, 'max_tokens: 64000 > 8192, which is the maximum allowed number of output tokens')).toBe(
      'max_tokens is 64,000, the limit is 8,192: Lower it',
    );
    expect(
      adviceFor(400, 'max_tokens is too large: 100000. This model supports at most 16384 completion tokens.'),
    ).toBe('max_tokens is 100,000, the limit is 16,384: Lower it');
  });

  it('are those of a file, in bytes', () => {
    expect(adviceFor(400, 'image exceeds 5 MB maximum: 7340032 bytes > 5242880 bytes')).toMatch(
      /^It takes 7,340,032 bytes, the limit is 5,242,880: Send a smaller body/,
    );
  });

  it.each([
    [
      'Rate limit reached on tokens per min (TPM): Limit 200000, Used 199821, Requested 2295. Please try again in 634ms.',
      'The limit is 200,000 tokens per minute, 199,821 are used, this asks for 2,295: Slow down',
    ],
    ['request reached organization max RPM: 20, please try again', 'The limit is 20 requests per minute: '],
    ['request reached project TPM rate limit, current: 1410, limit: 100', '100 tokens per minute, 1,410 are used'],
    [
      'would exceed the rate limit for your organization of 40,000 input tokens per minute',
      '40,000 input tokens per minute',
    ],
    ['reached max organization concurrency: 1', 'The limit is 1: Lower concurrency.max'],
    ['reached max concurrency 1', 'The limit is 1: '],
    ['rate limit:100,used:99,requested:2', 'The limit is 100, 99 are used, this asks for 2: '],
    ['rate limit 100, used 99, requested 2', 'The limit is 100, 99 are used, this asks for 2: '],
    ['rate limit of 100 tokens per hour', 'The limit is 100 tokens per hour: '],
    ['rate limit is 100 images per second', 'The limit is 100 images per second: '],
    ['rate limit of 100 (rph)', 'The limit is 100 requests per hour: '],
  ])('are what a rate limit is about: %s', (message, said) => {
    expect(adviceFor(429, message)).toContain(said);
  });

  it('name the header that has nothing left, where the text has no numbers', () => {
    const headers = {
      'anthropic-ratelimit-input-tokens-limit': '100000',
      'anthropic-ratelimit-input-tokens-remaining': '0',
      'anthropic-ratelimit-requests-remaining': '1000',
    };
    expect(adviceFor(429, 'slow down', headers)).toMatch(
      /^anthropic-ratelimit-input-tokens-remaining is 0 of 100,000: /,
    );
  });

  it.each<[headers: Record<string, string>, advice: RegExp]>([
    [{ 'x-ratelimit-remaining-requests': '0' }, /^x-ratelimit-remaining-requests is 0: Slow down/],
    [
      { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-limit-requests': '0' },
      /^x-ratelimit-remaining-requests is 0: Slow down/,
    ],
    [{ 'x-ratelimit-remaining-requests': '5' }, /^Slow down/],
    [{ 'x-ratelimit-remaining-requests': '' }, /^Slow down/],
    [{ 'x-ratelimit-remaining-2': '0' }, /^Slow down/],
    [{ '2-ratelimit-remaining': '0' }, /^Slow down/],
    [{ 'x-remaining': '0' }, /^Slow down/],
  ])('are what the headers %j tell', (headers, advice) => {
    expect(adviceFor(429, 'slow down', headers)).toMatch(advice);
  });

  it('are none where there are none, or where they make no sense', () => {
    expect(adviceFor(400, 'prompt is too long')).toMatch(/^Shorten the prompt/);
    expect(adviceFor(400, 'maximum context length is 8192 tokens, you sent 100 messages')).toMatch(/^Shorten/);
    expect(adviceFor(429, 'slow down')).toMatch(/^Slow down/);
  });

  it('leave out half a minute of a quota that lasts all day', () => {
    const ofTheDay = 'Quota exceeded for quota metric GenerateRequestsPerDay. Please retry in 36s';
    expect(classify(detect({ status: 429, message: ofTheDay }))).toMatchObject({
      reason: 'quota_exhausted',
      retryAfterMs: 36_000,
      advice: 'Raise the quota, use another key, or wait for the reset: retries cannot help',
    });
  });

  it('repeat nothing else of the text', () => {
    expect(adviceFor(400, 'prompt is too long: 205351 tokens > 200000 maximum: my secret prompt')).not.toContain(
      'secret',
    );
  });
});
