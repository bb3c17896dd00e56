import { describe, expect, it } from 'vitest';
import { httpError, networkError } from '../../../test/trial.ts';
import { classify } from '../../classify/classify.ts';
import { detect } from '../../detect/detect.ts';
import { mayResend, type Resendable } from './resend.ts';

const ONE_SHOT: Resendable = { resendable: false, idempotent: true };
const IDEMPOTENT: Resendable = { resendable: true, idempotent: true };
const NOT_IDEMPOTENT: Resendable = { resendable: true, idempotent: false };

function resends(request: Resendable, rule: 'always' | 'safe', error: unknown): boolean {
  const failure = detect(error);
  return mayResend(request, rule, failure, classify(failure));
}

describe('a request', () => {
  it('whose body can be sent only once never goes out again', () => {
    expect(resends(ONE_SHOT, 'always', httpError(503))).toBe(false);
    expect(resends(ONE_SHOT, 'safe', networkError('ECONNREFUSED'))).toBe(false);
  });

  it('goes out again after any failure under the rule "always"', () => {
    expect(resends(NOT_IDEMPOTENT, 'always', networkError('ECONNRESET'))).toBe(true);
    expect(resends(NOT_IDEMPOTENT, 'always', networkError('ETIMEDOUT'))).toBe(true);
  });

  it('goes out again after any failure when it is idempotent', () => {
    expect(resends(IDEMPOTENT, 'safe', networkError('ECONNRESET'))).toBe(true);
  });
});

describe('a request that is not idempotent, under the rule "safe"', () => {
  it('goes out again when the upstream answered', () => {
    expect(resends(NOT_IDEMPOTENT, 'safe', httpError(503))).toBe(true);
    expect(resends(NOT_IDEMPOTENT, 'safe', httpError(429))).toBe(true);
  });

  it.each([
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'CERT_HAS_EXPIRED',
    'UND_ERR_CONNECT_TIMEOUT',
  ])('goes out again after %s: it never arrived', (code) => {
    expect(resends(NOT_IDEMPOTENT, 'safe', networkError(code))).toBe(true);
  });

  it.each(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'ERR_NETWORK', 'ETIMEDOUT'])(
    'stays where it is after %s: it may have arrived',
    (code) => {
      expect(resends(NOT_IDEMPOTENT, 'safe', networkError(code))).toBe(false);
    },
  );

  it('stays where it is after a failed fetch that tells no more', () => {
    expect(resends(NOT_IDEMPOTENT, 'safe', new TypeError('fetch failed'))).toBe(false);
    expect(resends(NOT_IDEMPOTENT, 'safe', new TypeError('Failed to fetch'))).toBe(false);
  });

  it.each(['stream', 'unknown'] as const)('stays where it is where only a text of a %s speaks of it', (kind) => {
    const failure = { ...detect(networkError('ECONNREFUSED')), kind };
    expect(mayResend(NOT_IDEMPOTENT, 'safe', failure, classify(failure))).toBe(false);
  });

  it('goes out again when the cause of a failed fetch says that there was no connection', () => {
    const cause = networkError('ECONNREFUSED');
    expect(resends(NOT_IDEMPOTENT, 'safe', new TypeError('fetch failed', { cause }))).toBe(true);
  });
});
