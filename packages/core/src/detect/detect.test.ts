import { describe, expect, it } from 'vitest';

import { BreakwaterError } from '../errors.ts';
import { detect } from './detect.ts';

describe('the status', () => {
  it.each([
    ['status', { status: 503 }],
    ['statusCode', { statusCode: 503 }],
    ['response.status', { code: 'ERR_BAD_RESPONSE', response: { status: 503 } }],
    ['$metadata.httpStatusCode', { name: 'ThrottlingException', $metadata: { httpStatusCode: 503 } }],
    ['a numeric code', { code: 503 }],
    ['the status of a cause', new Error('wrapped', { cause: { status: 503 } })],
    ['the status of the last of several errors', { name: 'AI_RetryError', lastError: { statusCode: 503 } }],
  ])('is found in %s', (_where, thrown) => {
    expect(detect(thrown)).toMatchObject({ kind: 'response', status: 503 });
  });

  it('of a body is hearsay: a code, not the status on the wire', () => {
    expect(detect({ status: 500, error: { code: 429 } })).toMatchObject({ status: 500, codes: ['429'] });
  });

  it.each([0, 99, 600, 404.5, Number.NaN, '503'])('is no status: %s', (status) => {
    expect(detect({ status }).status).toBeUndefined();
  });
});

describe('the facts of an error', () => {
  it('are read from its causes, outermost first', () => {
    const socket = Object.assign(new Error('other side closed'), { name: 'SocketError', code: 'UND_ERR_SOCKET' });
    expect(detect(new TypeError('fetch failed', { cause: socket }))).toMatchObject({
      kind: 'network',
      status: undefined,
      codes: ['UND_ERR_SOCKET'],
      types: ['TypeError', 'SocketError'],
      messages: ['fetch failed', 'other side closed'],
    });
  });

  it('include the class where the name says only Error', () => {
    class APIConnectionError extends Error {}
    expect(detect(new APIConnectionError('Connection error.'))).toMatchObject({
      kind: 'network',
      types: ['APIConnectionError'],
    });
  });

  it('go no deeper than five causes', () => {
    let error = new Error('level 0');
    for (let level = 1; level <= 50; level++) error = new Error(`level ${level}`, { cause: error });
    expect(detect(error).messages).toEqual(['level 50', 'level 49', 'level 48', 'level 47', 'level 46', 'level 45']);
  });

  it('come in each header collection, names in lower case', () => {
    const pairs = { 'Retry-After': '5', 'X-Request-Id': 'req_1' };
    for (const headers of [pairs, new Headers(pairs), new Map(Object.entries(pairs)), Object.entries(pairs)]) {
      expect(detect({ status: 429, headers }).headers).toEqual({ 'retry-after': '5', 'x-request-id': 'req_1' });
    }
  });

  it('keep nothing of the request', () => {
    const failure = detect({
      config: { url: 'u' },
      request: { path: 'p' },
      requestBodyValues: { prompt: 'p' },
      status: 500,
    });
    expect(failure).toMatchObject({ codes: [], types: [], messages: [] });
  });
});

describe('a body', () => {
  const inner = { error: { message: 'Overloaded', type: 'overloaded_error' } };

  it.each([
    ['an object', { error: inner }],
    ['text', { responseBody: JSON.stringify(inner) }],
    ['bytes', { response: { data: new TextEncoder().encode(JSON.stringify(inner)) } }],
    ['a buffer', { response: { data: new TextEncoder().encode(JSON.stringify(inner)).buffer } }],
    ['a list', { body: [inner] }],
    ['JSON behind a status in the message', new Error(`529 ${JSON.stringify(inner)}`)],
    ['JSON in JSON', new Error(JSON.stringify({ error: { message: JSON.stringify(inner) } }))],
    ['an SSE frame', { body: `event: error\ndata: ${JSON.stringify(inner)}\n\n` }],
    ['NDJSON', { body: `{"done":false}\n${JSON.stringify(inner)}\n{"done":false}` }],
  ])('is read from %s', (_form, thrown) => {
    expect(detect(thrown)).toMatchObject({
      messages: expect.arrayContaining(['Overloaded']) as unknown,
      types: expect.arrayContaining(['overloaded_error']) as unknown,
    });
  });

  it('that is cut or written by Python still gives its codes', () => {
    expect(
      detect(new Error("Error code: 429 - {'error': {'code': 'insufficient_quota', 'type': 'tokens'")).codes,
    ).toEqual(['insufficient_quota']);
    expect(detect({ status: 500, body: '{"error":{"status":"UNAVAILABLE","message":"cut' }).codes).toEqual([
      'UNAVAILABLE',
    ]);
  });

  it('that is a page keeps title, first words and ray id, and loses its markup', () => {
    const page =
      '<!DOCTYPE html><html><head><title>example.com | 524: A timeout occurred</title></head><body>Ray ID: <strong>7b8af41e7b02b3f8</strong></body>';
    expect(detect({ status: 524, body: page })).toMatchObject({
      body: 'html',
      messages: ['example.com | 524: A timeout occurred', 'Ray ID: 7b8af41e7b02b3f8'],
      headers: { 'cf-ray': '7b8af41e7b02b3f8' },
    });
  });

  it('that is a stream is left alone', () => {
    const data = { pipe: () => undefined, message: 'unread' };
    expect(detect({ response: { status: 502, data } })).toMatchObject({ status: 502, messages: [] });
  });

  it('gives the waits that it states, by their names', () => {
    expect(detect({ body: { error: { details: [{ retryDelay: '34s' }], resets_in_seconds: 9 } } }).waits).toEqual({
      retryDelay: '34s',
      resets_in_seconds: 9,
    });
  });
});

describe('a refusal of our own', () => {
  it('is found below whatever an SDK wraps around it', () => {
    const refusal = new BreakwaterError('breaker-open', 'openai', 'Refused: the breaker is open', 1_200);
    expect(detect(new Error('Connection error.', { cause: new TypeError('x', { cause: refusal }) }))).toMatchObject({
      kind: 'refused',
      status: 503,
      codes: ['breaker-open'],
      waits: { retryAfterMs: 1_200 },
    });
  });
});
