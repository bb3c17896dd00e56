import { describe, expect, it } from 'vitest';

import { detect } from './detect.ts';

const abortError = new DOMException('This operation was aborted', 'AbortError');
const timeoutError = new DOMException('The operation was aborted due to timeout', 'TimeoutError');

describe('who ended the attempt', () => {
  it('is the caller where their signal has fired, whatever the error says', () => {
    const callerSignal = AbortSignal.abort();
    for (const thrown of [timeoutError, new TypeError('fetch failed'), { status: 503 }, 'a reason of their own']) {
      expect(detect(thrown, { callerSignal }).kind).toBe('aborted');
    }
  });

  it('is our limit where it fired, whatever the error says', () => {
    for (const thrown of [abortError, new TypeError('terminated')]) {
      expect(detect(thrown, { timedOut: true }).kind).toBe('timeout');
    }
  });

  it('is some limit where an AbortError came and the signal of the caller has not fired', () => {
    expect(detect(abortError, { callerSignal: new AbortController().signal }).kind).toBe('timeout');
  });

  it.each([
    ['aborted', abortError],
    ['aborted', { name: 'CanceledError', code: 'ERR_CANCELED' }],
    ['timeout', timeoutError],
    ['timeout', { code: 'ETIMEDOUT' }],
    ['timeout', new TypeError('fetch failed', { cause: { code: 'UND_ERR_HEADERS_TIMEOUT' } })],
    ['network', new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } })],
    ['network', new TypeError('Failed to fetch')],
    ['network', { code: 'CERT_HAS_EXPIRED' }],
    ['stream', new TypeError('terminated')],
    ['stream', Object.assign(new Error('maxContentLength size of -1 exceeded'), { code: 'ERR_BAD_RESPONSE' })],
    ['stream', { statusCode: 200, message: 'cut' }],
    ['response', { status: 500 }],
    ['response', { error: { message: 'no status' } }],
    ['unknown', new TypeError("Cannot read properties of undefined (reading 'rate_limit')")],
    ['unknown', 'a text'],
    ['unknown', undefined],
  ])('is by best evidence %s', (kind, thrown) => {
    expect(detect(thrown).kind).toBe(kind);
  });
});
