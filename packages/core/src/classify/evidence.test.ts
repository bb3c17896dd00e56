import { describe, expect, it } from 'vitest';

import { detect } from '../detect/detect.ts';
import { evidenceOf } from './evidence.ts';

const CHATTER = 'zzz';

function statusOf(status: number | undefined, message: string, more: object = {}): number | undefined {
  return evidenceOf(detect({ status, message, ...more })).status;
}

describe('the text of a failure', () => {
  it.each([
    'Request failed with status code 503',
    '503 status code (no body)',
    'HTTP 503',
    'http status code 503',
    '503',
  ])('is empty where the client only repeats the status: %s', (message) => {
    expect(evidenceOf(detect({ status: 503, message }))).toEqual({ text: '', status: 503 });
  });

  it.each([
    ['says more than the status', { status: 503, message: '503 overloaded' }, '503 overloaded'],
    [
      'says it at length',
      { status: 503, message: 'Request failed with HTTP status code 503 status code (no body)' },
      'request failed with http status code 503 status code no body',
    ],
    ['says more in one of two messages', { status: 503, message: 'HTTP 503', error: 'down' }, 'http 503\ndown'],
    ['has a code', { status: 503, message: 'HTTP 503', code: 'slow_down' }, 'http 503\nslow down'],
    ['has a type', { status: 503, message: 'HTTP 503', type: 'api_error' }, 'http 503\napi error'],
    ['has no status', { message: 'HTTP 503' }, 'http 503'],
    ['was no failure by its status', { status: 302, message: 'HTTP 503' }, 'http 503'],
    [
      'is named by a header of AWS',
      { status: 400, message: 'HTTP 400', headers: { 'x-amzn-errortype': 'ThrottlingException' } },
      'http 400\nthrottling exception',
    ],
  ])('is there where it %s', (_name, thrown, text) => {
    expect(evidenceOf(detect(thrown)).text.trim()).toBe(text);
  });

  it('is messages, types and codes, in this order, each on a line of its own', () => {
    expect(evidenceOf(detect({ code: 'a_b', type: 'cD', message: 'e f' })).text).toBe('e f\nc d\na b');
  });

  it('is no longer than 4,000 characters', () => {
    const errors = Array.from({ length: 8 }, (_, index) => ({ message: `${index} `.repeat(1_000) }));
    expect(evidenceOf(detect({ errors })).text).toHaveLength(4_000);
  });
});

describe('the status that tells most', () => {
  it.each([401, 403, 404, 408, 422, 429, 503, 504])('is the one on the wire where that is %i', (status) => {
    expect(statusOf(status, 'error code: 500')).toBe(status);
  });

  it.each([400, 424, 500, 502])('is the one in the text where a gateway wrapped it as %i', (status) => {
    expect(statusOf(status, 'upstream said: error code: 429.')).toBe(429);
    expect(statusOf(status, CHATTER)).toBe(status);
    expect(statusOf(status, `error code: ${status}`)).toBe(status);
  });

  it.each(['429 too many', 'status code 429', 'provider(429)', 'http: 429, sorry', 'failed=429'])(
    'is read from "%s"',
    (message) => {
      expect(statusOf(undefined, message)).toBe(429);
    },
  );

  it.each(['1429 tokens', '4290', 'after 429 tokens', 'status 629', 'code 4296'])(
    'is not read from "%s"',
    (message) => {
      expect(statusOf(undefined, message)).toBeUndefined();
    },
  );

  it('is the last that is said, but for the one on the wire', () => {
    expect(statusOf(500, 'error code: 429\nerror code: 403\nerror code: 500')).toBe(403);
  });

  it('is read from a code, which outranks the text', () => {
    const code = (value: string): object => ({ error: { code: value } });
    expect(statusOf(undefined, CHATTER, code('429'))).toBe(429);
    expect(statusOf(undefined, 'error code: 403', code('429'))).toBe(429);
  });

  it.each(['x429', '4291', '42x', '4x9', '329', '629'])('is not read from the code %s', (code) => {
    expect(statusOf(500, CHATTER, { error: { code } })).toBe(500);
  });

  it('is none of a success or a redirect', () => {
    expect(statusOf(200, CHATTER)).toBeUndefined();
    expect(statusOf(200, 'error code: 503')).toBe(503);
    expect(statusOf(302, CHATTER)).toBeUndefined();
    expect(statusOf(undefined, CHATTER)).toBeUndefined();
  });

  it('is none where AWS names the exception, which its streams send under a 400', () => {
    expect(statusOf(400, CHATTER, { headers: { 'x-amzn-errortype': 'FooException' } })).toBeUndefined();
    expect(statusOf(400, CHATTER, { headers: { ':exception-type': 'fooException' } })).toBeUndefined();
    expect(statusOf(400, 'the stream said :exception-type: fooException')).toBeUndefined();
  });
});
