import { describe, expect, it } from 'vitest';

import { detect } from '../detect/detect.ts';
import { classify } from './classify.ts';

function reasonOf(thrown: unknown): string {
  const { reason, retryable } = classify(detect(thrown));
  return retryable ? `${reason}, retry` : reason;
}

const cause = (code: string): Error => new TypeError('fetch failed', { cause: Object.assign(new Error(''), { code }) });

describe('a network fault', () => {
  it.each([
    ['connection_failed, retry', cause('ECONNREFUSED')],
    ['connection_failed, retry', cause('ENETUNREACH')],
    ['connection_failed, retry', cause('EHOSTUNREACH')],
    ['connection_reset, retry', cause('ECONNRESET')],
    ['connection_reset, retry', cause('EPIPE')],
    [
      'connection_reset, retry',
      new TypeError('fetch failed', {
        cause: { name: 'SocketError', code: 'UND_ERR_SOCKET', message: 'other side closed' },
      }),
    ],
    ['dns_failure', cause('ENOTFOUND')],
    ['dns_failure, retry', cause('EAI_AGAIN')],
    ['client_timeout, retry', cause('UND_ERR_CONNECT_TIMEOUT')],
    ['client_timeout, retry', cause('UND_ERR_HEADERS_TIMEOUT')],
    [
      'client_timeout, retry',
      new TypeError('terminated', { cause: { name: 'BodyTimeoutError', code: 'UND_ERR_BODY_TIMEOUT' } }),
    ],
    ['stream_interrupted, retry', new TypeError('terminated', { cause: { code: 'UND_ERR_SOCKET' } })],
    ['stream_interrupted, retry', new TypeError('terminated')],
    ['tls_failure', cause('CERT_HAS_EXPIRED')],
    ['tls_failure', cause('DEPTH_ZERO_SELF_SIGNED_CERT')],
    ['tls_failure', cause('SELF_SIGNED_CERT_IN_CHAIN')],
    ['tls_failure', cause('UNABLE_TO_VERIFY_LEAF_SIGNATURE')],
    ['tls_failure', cause('UNABLE_TO_GET_ISSUER_CERT_LOCALLY')],
    ['tls_failure', cause('ERR_TLS_CERT_ALTNAME_INVALID')],
    ['tls_failure', cause('ERR_SSL_WRONG_VERSION_NUMBER')],
    ['invalid_request', new TypeError('fetch failed', { cause: new Error('bad port') })],
    ['connection_failed, retry', new TypeError('fetch failed')],
    ['connection_failed, retry', new TypeError('Failed to fetch')],
    ['connection_failed, retry', new TypeError('Load failed')],
    ['connection_failed, retry', new TypeError('NetworkError when attempting to fetch resource.')],
    [
      'connection_failed, retry',
      Object.assign(new AggregateError([cause('ECONNREFUSED')], ''), { code: 'ECONNREFUSED' }),
    ],
  ])('is %s: %s', (expected, thrown) => {
    expect(reasonOf(thrown)).toBe(expected);
  });
});

describe('axios', () => {
  it.each([
    [
      'server_error, retry',
      {
        name: 'AxiosError',
        code: 'ERR_BAD_RESPONSE',
        message: 'Request failed with status code 500',
        response: { status: 500, data: '' },
      },
    ],
    ['connection_reset, retry', { name: 'Error', code: 'ECONNRESET', message: 'socket hang up' }],
    ['client_timeout, retry', { code: 'ECONNABORTED', message: 'timeout of 50ms exceeded' }],
    ['client_timeout, retry', { code: 'ETIMEDOUT', message: 'timeout of 50ms exceeded' }],
    ['connection_failed, retry', { code: 'ERR_NETWORK', message: 'Network Error' }],
    ['cancelled', { name: 'CanceledError', code: 'ERR_CANCELED', message: 'canceled' }],
    [
      'stream_interrupted, retry',
      { code: 'ERR_BAD_RESPONSE', message: 'stream has been aborted', response: { status: 200 } },
    ],
  ])('%s: %j', (expected, thrown) => {
    expect(reasonOf(thrown)).toBe(expected);
  });
});

describe('SDK errors without a status', () => {
  class APIConnectionError extends Error {}
  class APIConnectionTimeoutError extends APIConnectionError {}
  class APIUserAbortError extends Error {}
  class APIError extends Error {}

  it.each([
    ['connection_failed, retry', new APIConnectionError('Connection error.')],
    ['client_timeout, retry', new APIConnectionTimeoutError('Request timed out.')],
    ['cancelled', new APIUserAbortError('Request was aborted.')],
    ['bad_gateway, retry', Object.assign(new APIError('Provider error'), { code: 502 })],
    ['quota_exhausted', Object.assign(new APIError('no'), { code: 'insufficient_quota', type: 'insufficient_quota' })],
    ['overloaded, retry', Object.assign(new APIError('Overloaded'), { type: 'overloaded_error' })],
    [
      'overloaded, retry',
      new Error(
        'got status: UNAVAILABLE. {"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}',
      ),
    ],
    ['rate_limited, retry', { name: 'ThrottlingException', $fault: 'client', $metadata: { httpStatusCode: 429 } }],
    ['overloaded, retry', { name: 'ServiceUnavailableException', $metadata: { httpStatusCode: 503 } }],
    ['model_loading, retry', { name: 'ModelNotReadyException', $metadata: { httpStatusCode: 429 } }],
    ['gateway_timeout, retry', { name: 'ModelTimeoutException', $metadata: { httpStatusCode: 408 } }],
    ['context_length_exceeded', { name: 'ContextOverflowError', message: 'x', cause: new Error('y') }],
    [
      'quota_exhausted',
      { name: 'InsufficientQuotaError', status: 429, message: 'x', lc_error_code: 'MODEL_RATE_LIMIT' },
    ],
    ['overloaded, retry', { name: 'RateLimitCapacityError', status: 429, message: 'x', rateLimitType: 'capacity' }],
    [
      'bad_gateway, retry',
      {
        name: 'AI_RetryError',
        message: 'Failed after 3 attempts.',
        errors: [],
        lastError: { name: 'AI_APICallError', statusCode: 502 },
      },
    ],
    ['stream_interrupted, retry', { name: 'AI_APICallError', statusCode: 200, message: 'x', isRetryable: true }],
  ])('%s: %s', (expected, thrown) => {
    expect(reasonOf(thrown)).toBe(expected);
  });
});

describe('what providers say', () => {
  const codes = (status: number, type: string, code: string | null = null): object => ({
    status,
    error: { type, code, message: '' },
  });

  it.each([
    // OpenAI
    ['rate_limited, retry', codes(429, 'requests', 'rate_limit_exceeded')],
    ['rate_limited, retry', codes(429, 'requests', 'slow_down')],
    ['overloaded, retry', codes(503, 'service_unavailable_error', 'server_is_overloaded')],
    ['quota_exhausted', codes(429, 'insufficient_quota', 'credit_balance_exhausted')],
    ['quota_exhausted', codes(429, 'insufficient_quota', 'organization_spend_limit_exceeded')],
    ['quota_exhausted', codes(429, 'insufficient_quota', 'project_spend_limit_exceeded')],
    ['quota_exhausted', codes(429, 'insufficient_quota', 'organization_usage_limit_exceeded')],
    ['content_policy', codes(400, 'invalid_request_error', 'content_policy_violation')],
    ['region_blocked', codes(403, 'request_forbidden', 'unsupported_country_region_territory')],
    ['model_not_found', codes(404, 'invalid_request_error', 'model_not_found')],
    ['invalid_api_key', codes(401, 'invalid_request_error', 'invalid_api_key')],
    // Azure
    [
      'content_policy',
      { status: 400, error: { code: 'content_filter', innererror: { code: 'ResponsibleAIPolicyViolation' } } },
    ],
    // Anthropic
    ['billing', codes(402, 'billing_error')],
    ['permission_denied', codes(403, 'permission_error')],
    ['payload_too_large', codes(413, 'request_too_large')],
    ['gateway_timeout, retry', codes(504, 'timeout_error')],
    ['overloaded, retry', codes(529, 'overloaded_error')],
    [
      'quota_exhausted',
      { status: 429, error: { type: 'rate_limit_error', details: { error_code: 'enforced_spend_limit_reached' } } },
    ],
    ['billing', { status: 400, message: 'You have reached your specified API usage limits' }],
    // Google
    ['gateway_timeout, retry', { status: 504, error: { status: 'DEADLINE_EXCEEDED' } }],
    [
      'invalid_api_key',
      { status: 400, error: { status: 'INVALID_ARGUMENT', details: [{ reason: 'API_KEY_INVALID' }] } },
    ],
    ['cancelled', { status: 499, error: { status: 'CANCELLED' } }],
    // Others
    ['overloaded, retry', codes(498, 'capacity', 'capacity_exceeded')],
    [
      'context_length_exceeded',
      { status: 400, body: { message: 'too many tokens: total number of tokens cannot exceed 4096' } },
    ],
    [
      'rate_limited, retry',
      {
        status: 402,
        headers: { 'retry-after': '2' },
        error: { code: 402, metadata: { error_type: 'openrouter_in_flight_budget' } },
      },
    ],
    ['server_error, retry', { status: 500, body: { error: 'model runner has stopped' } }],
    // Gateways
    ['quota_exhausted', codes(429, 'budget_exceeded')],
    ['invalid_api_key', codes(401, 'token_not_found_in_db', '401')],
    ['expired_api_key', codes(401, 'expired_key', '401')],
    ['permission_denied', codes(403, 'key_model_access_denied', '403')],
    [
      'connection_failed, retry',
      {
        status: 500,
        error: { message: 'litellm.InternalServerError: Connection error.', code: '500' },
      },
    ],
    [
      'gateway_timeout, retry',
      {
        status: 408,
        error: { message: 'Request exceeded the timeout sent in the request: 5000ms', type: 'timeout_error' },
      },
    ],
    [
      'bad_gateway, retry',
      {
        status: 400,
        body: { success: false, error: [{ code: 2005, message: 'Failed to get response from provider' }] },
      },
    ],
    ['maintenance, retry', { status: 503, body: { error: 'MAINTENANCE_MODE' } }],
    ['not_found', { status: 404, body: { detail: 'Not Found' } }],
    // Streams
    [
      'overloaded, retry',
      { body: 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n' },
    ],
    [
      'quota_exhausted',
      { body: { type: 'response.failed', response: { error: { code: 'insufficient_quota', message: 'no' } } } },
    ],
    ['bad_gateway, retry', { status: 200, body: { choices: [], error: { code: 502, message: 'Bad gateway' } } }],
    [
      'rate_limited, retry',
      { status: 400, headers: { ':exception-type': 'throttlingException' }, body: { message: 'slow' } },
    ],
    [
      'overloaded, retry',
      { status: 400, headers: { 'x-amzn-errortype': 'ServiceUnavailableException:http://x' }, body: { message: 'x' } },
    ],
  ])('%s: %j', (expected, thrown) => {
    expect(reasonOf(thrown)).toBe(expected);
  });
});
