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
