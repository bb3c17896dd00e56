import { describe, expect, it } from 'vitest';
import { type StreamFraming, StreamJudge } from '../detect/stream/stream-judge.ts';
import { detect, detectAnswer } from '../detect/detect.ts';
import { classify } from './classify.ts';

/** The verdict on a stream that consists of `text`, after a 200. */
function verdictOn(text: string, framing: StreamFraming = 'sse'): string {
  const judge = new StreamJudge(framing);
  judge.take(new TextEncoder().encode(text));
  const failure = judge.end();
  if (failure === undefined) return 'good';
  const { code, reason, retryable } = classify(failure);
  return `${code} ${reason}${retryable ? ', retryable' : ''}`;
}

const sse = (data: object, event?: string): string =>
  `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`;

describe('an error inside a stream is classified', () => {
  it.each([
    [
      'OpenAI Chat',
      sse({ error: { message: 'The server had an error', type: 'server_error' } }),
      '500 server_error, retryable',
    ],
    [
      'OpenAI Responses, failed',
      sse(
        { type: 'response.failed', response: { error: { code: 'rate_limit_exceeded', message: 'Rate limit' } } },
        'response.failed',
      ),
      '429 rate_limited, retryable',
    ],
    [
      'OpenAI Responses, flat, after a 200: no money',
      sse(
        { type: 'error', code: 'insufficient_quota', message: 'You exceeded your current quota', param: null },
        'error',
      ),
      '429 quota_exhausted',
    ],
    [
      'Anthropic',
      sse({ type: 'error', error: { details: null, type: 'overloaded_error', message: 'Overloaded' } }, 'error'),
      '503 overloaded, retryable',
    ],
    [
      'OpenRouter, with finish_reason error',
      sse({ error: { code: 502, message: 'Provider disconnected' }, choices: [{ delta: {}, finish_reason: 'error' }] }),
      '502 bad_gateway, retryable',
    ],
    [
      'Google, bare, behind the events',
      `${sse({ candidates: [{ content: { parts: [{ text: 'a' }] } }] })}{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}`,
      '503 overloaded, retryable',
    ],
    ['LiteLLM', sse({ error: { message: 'Connection error.', code: '500' } }), '502 connection_failed, retryable'],
  ])('%s', (_provider, text, verdict) => {
    expect(verdictOn(text)).toBe(verdict);
  });

  it('Ollama, a line of JSON', () => {
    const lines =
      '{"model":"a","done":false,"response":"x"}\n{"error":"an error was encountered while running the model"}\n';
    expect(verdictOn(lines, 'json-lines')).toBe('500 server_error, retryable');
  });
});

describe('an exception frame of Bedrock is classified by its name, not by the 400 that SDKs put on it', () => {
  it.each([
    ['throttlingException', '429 rate_limited'],
    ['modelStreamErrorException', '500 server_error'],
    ['internalServerException', '500 server_error'],
    ['serviceUnavailableException', '503 overloaded'],
    ['modelTimeoutException', '504 gateway_timeout'],
    ['modelNotReadyException', '503 model_loading'],
    ['validationException', '400 invalid_request'],
    ['accessDeniedException', '403 permission_denied'],
  ])('%s: %s', (name, expected) => {
    const failures = [
      // as the judge of streams hands it on, the AWS SDK throws it, raw clients show it, Python clients quote it
      detectAnswer({ status: 200, body: { error: { message: 'no', __type: name } }, expects: 'stream' }),
      detect(Object.assign(new Error('no'), { name, $fault: 'server', $metadata: { httpStatusCode: 200 } })),
      detect({
        status: 400,
        headers: { ':exception-type': name, ':message-type': 'exception' },
        body: '{"message":"no"}',
      }),
      detect(new Error(`Bad response code: {'status_code': 400, 'headers': {':exception-type': '${name}'}}`)),
    ];
    for (const failure of failures) {
      const { code, reason } = classify(failure!);
      expect(`${code} ${reason}`).toBe(expected);
    }
  });
});

describe('an answer whose shape the AI SDK complains of', () => {
  const complaint = (responseBody: string): Error =>
    Object.assign(new Error('Invalid JSON response'), {
      name: 'AI_APICallError',
      statusCode: 200,
      responseBody,
      cause: Object.assign(new Error('Type validation failed: [{"code":"invalid_type","expected":"array"}]'), {
        name: 'AI_TypeValidationError',
        cause: Object.assign(new Error('invalid_type'), { name: 'ZodError' }),
      }),
    });

  it('is what the upstream says in it, where it says that it failed', () => {
    const body = JSON.stringify({ error: { message: 'The server had an error', type: 'server_error' } });
    expect(classify(detect(complaint(body)))).toMatchObject({ code: 500, reason: 'server_error', retryable: true });
  });

  it('is an invalid response otherwise', () => {
    expect(classify(detect(complaint('{"unexpected":"shape"}')))).toMatchObject({
      code: 502,
      reason: 'invalid_response',
    });
  });
});

describe('an address at the end of a message', () => {
  it('takes nothing with it of what stands behind the message', () => {
    const error = { message: 'Something is wrong, see https://example.com/help', code: 'model_not_found' };
    expect(classify(detect({ status: 404, error }))).toMatchObject({ code: 400, reason: 'model_not_found' });
  });
});

describe('what LangChain makes of a 429', () => {
  it.each([
    ['RateLimitCapacityError', 'capacity', 'Rate limit exceeded', 'rate_limited'],
    ['RateLimitQuotaExhaustedError', 'stop', 'You exceeded your current quota', 'quota_exhausted'],
    ['InsufficientQuotaError', 'stop', 'You exceeded your current quota', 'quota_exhausted'],
  ])('%s is the 429 that it was', (name, rateLimitType, message, reason) => {
    const error = Object.assign(new Error(message), { name, rateLimitType, status: 429 });
    expect(classify(detect(error))).toMatchObject({ code: 429, reason });
  });
});

describe('words that stand in errors of the application as well', () => {
  it.each([
    'Order 17 is waiting for payment',
    "Cannot read properties of undefined (reading 'limit')",
    'Nothing to see',
  ])('are no failed call: %s', (message) => {
    expect(classify(detect(new Error(message)))).toMatchObject({ reason: 'unknown', retryable: false });
  });

  it('are the request’s own where neither status nor code shows that an upstream said them', () => {
    expect(classify(detect(new Error('Insufficient balance')))).toMatchObject({ reason: 'billing', scope: 'request' });
    expect(classify(detect(new Error('402 Insufficient balance')))).toMatchObject({ scope: 'credential' });
    expect(classify(detect({ status: 402, message: 'Insufficient balance' }))).toMatchObject({ scope: 'credential' });
  });

  // Each is a 4xx for what the request says, whatever else its words would mean.
  it.each([
    [400, "'stop': must not exceed limit of 4 sequences"],
    [400, 'The image_url must be reachable within the timeout of 10 seconds'],
    [400, 'top_k is not supported by this model'],
    [400, 'Too many images: 25. The limit is 20 images per request'],
    [400, 'Invalid image: could not connect to the image server'],
    [400, '`max_tokens` must be greater than `thinking.budget_tokens`'],
  ])('mean nothing else under a %d: %s', (status, message) => {
    expect(classify(detect({ status, message }))).toMatchObject({ code: 400, reason: 'invalid_request' });
  });
});
