import { describe, expect, it } from 'vitest';
import { codeOf, toldBy, toldByError } from './told.ts';
import { UpstreamError } from './upstream-error.ts';

const NOW = Date.UTC(2027, 0, 15, 8);
const answer = (status: number, headers: Readonly<Record<string, string>> = {}, broken = false) => ({
  status,
  headers,
  broken,
});

describe('what a caller is told by a bad answer', () => {
  it.each([
    [503, 503],
    [529, 503],
    [429, 429],
    [500, 500],
    [0, 502],
  ])('is of status %i the code %i of the reference', (status, code) => {
    expect(codeOf(status)).toBe(code);
    expect(toldBy(answer(status), NOW)).toEqual({ code, retryAfterMs: undefined });
  });

  it('is that time ran out where an attempt was cut off, and a bad gateway where a stream broke', () => {
    expect(toldBy(answer(408), NOW).code).toBe(504);
    expect(toldBy(answer(200, {}, true), NOW).code).toBe(502);
  });

  it('has the time of its Retry-After, in seconds or as a date, and none that makes no sense', () => {
    expect(toldBy(answer(429, { 'retry-after': '3' }), NOW).retryAfterMs).toBe(3_000);
    const date = new Date(NOW + 5_000).toUTCString();
    expect(toldBy(answer(429, { 'retry-after': date }), NOW).retryAfterMs).toBe(5_000);
    for (const text of ['-5', 'soon'])
      expect(toldBy(answer(429, { 'retry-after': text }), NOW).retryAfterMs).toBeUndefined();
  });
});

describe('what a caller is told by an error', () => {
  it('is the answer that it was made of, also inside the error of a library', () => {
    const limited = answer(429, { 'retry-after': '2' });
    expect(toldByError(new UpstreamError(limited), NOW)).toEqual({ code: 429, retryAfterMs: 2_000 });
    const wrapped = Object.assign(new Error('Request failed'), { response: limited });
    expect(toldByError(wrapped, NOW)).toEqual({ code: 429, retryAfterMs: 2_000 });
  });

  it('is a refusal where there is none in it', () => {
    expect(toldByError(new Error('Execution prevented because the circuit breaker is open'), NOW).code).toBe('refused');
  });
});
