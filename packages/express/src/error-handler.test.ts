import { startChaos } from '@breakwater/chaos';
import { BreakwaterError, createBreakwater, type Policy } from '@breakwater/core';
import axios from 'axios';
import express, { type Express, type Handler } from 'express';
import createError from 'http-errors';
import OpenAI from 'openai';
import { describe, expect, it, vi } from 'vitest';
import { serve, VERSIONS } from '../test/serve.ts';
import { errorHandler, type ErrorHandlerOptions, type ErrorReport } from './error-handler.ts';

const ONCE: Policy = { retry: false, breaker: false };
const quiet = { onError: () => undefined };

/** What a client gets from a server whose one route ends with `error`. */
async function answerTo(
  error: unknown,
  { options = quiet, create = express, headers = {} }: Answering = {},
): Promise<{ status: number; headers: Headers; body: Record<string, unknown>; text: string }> {
  const app = create().get('/', (_request, _response, next) => next(error));
  app.use(errorHandler(createBreakwater(ONCE), options));
  await using served = await serve(app);
  const response = await fetch(served.url, { headers });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as never };
}

interface Answering {
  readonly options?: ErrorHandlerOptions;
  readonly create?: () => Express;
  readonly headers?: Record<string, string>;
}

/** What OpenAI's client throws for an upstream that answers as `step` says. */
async function upstreamError(step: string): Promise<unknown> {
  await using chaos = await startChaos();
  const client = new OpenAI({ baseURL: `${chaos.plan([step])}/v1`, apiKey: 'sk-ours', maxRetries: 0 });
  return await client.chat.completions
    .create({ model: 'gpt-5', messages: [{ role: 'user', content: 'x' }] })
    .catch(same);
}

const same = (error: unknown): unknown => error;

describe.each(VERSIONS)('the error handler on %s', (_name, create) => {
  it('answers a failed upstream with problem details, its code, the wait in whole seconds and the request id', async () => {
    const { status, headers, body } = await answerTo(await upstreamError('429:retry-after-ms=1200'), { create });
    expect(status).toBe(429);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('retry-after')).toBe('2');
    expect(body).toEqual({
      type: 'about:blank',
      title: 'Too Many Requests',
      status: 429,
      detail: 'Too many requests at the moment: send fewer, and try again later.',
      code: 429,
      reason: 'rate_limited',
      requestId: headers.get('x-request-id'),
      retryAfter: 2,
    });
  });

  it('catches what an async handler throws', async () => {
    const fails: Handler = (_request, _response, next) => {
      Promise.reject(new BreakwaterError('breaker-open', 'openai/gpt-5', 'Refused', 1_001)).catch(next);
    };
    const app = create().get('/', fails);
    app.use(errorHandler(createBreakwater(ONCE), quiet));
    await using served = await serve(app);
    const response = await fetch(served.url);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await response.text()).not.toContain('gpt-5');
  });

  it('keeps the 4xx of body-parser and http-errors, with their words and headers', async () => {
    const app = create().use(express.json({ limit: 100 }));
    app.get('/', (_request, _response, next) => next(createError(405, 'Only POST', { headers: { Allow: 'POST' } })));
    app.use(errorHandler(createBreakwater(ONCE), quiet));
    await using served = await serve(app);
    const post = (body: string): Promise<Response> =>
      fetch(served.url, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    const tooLarge = await post(JSON.stringify('x'.repeat(200)));
    expect([tooLarge.status, ((await tooLarge.json()) as { reason: string }).reason]).toEqual([
      413,
      'payload_too_large',
    ]);
    expect((await post('{"a":')).status).toBe(400);
    const notAllowed = await fetch(served.url);
    expect([notAllowed.status, notAllowed.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await notAllowed.json()).toMatchObject({ title: 'Method Not Allowed', detail: 'Only POST' });
  });

  it('answers a URL that cannot be decoded with 400', async () => {
    const app = create().get('/:name', (_request, response) => void response.end());
    app.use(errorHandler(createBreakwater(ONCE), quiet));
    await using served = await serve(app);
    expect((await fetch(`${served.url}/%ff`)).status).toBe(400);
  });
});

describe('the code for our own caller', () => {
  it.each([
    ['400', 400, 'invalid_request'],
    ['400:variant=context_length_exceeded', 400, 'context_length_exceeded'],
    ['404:variant=model_not_found', 404, 'model_not_found'],
    ['413', 413, 'payload_too_large'],
    ['429', 429, 'rate_limited'],
    ['500', 500, 'server_error'],
    ['html:status=502', 502, 'bad_gateway'],
    ['503', 503, 'overloaded'],
    ['504', 504, 'gateway_timeout'],
  ])('for an upstream that answers %s is %i (%s)', async (step, status, reason) => {
    expect((await answerTo(await upstreamError(step))).body).toMatchObject({ status, reason });
  });

  it.each(['401', '403', '429:variant=insufficient_quota'])(
    'is 502 for %s: the credential was ours, and no word of it gets out',
    async (step) => {
      const { status, headers, text } = await answerTo(await upstreamError(step));
      expect(status).toBe(502);
      expect(headers.get('x-should-retry')).toBe('false');
      expect(text).not.toMatch(/key|quota|billing|permission/i);
    },
  );

  it.each([
    ['401', 401, 'invalid_api_key'],
    ['403', 403, 'permission_denied'],
    ['429:variant=insufficient_quota', 429, 'quota_exhausted'],
  ])("stays what %s says where the credential was the caller's own", async (step, status, reason) => {
    const options = { ...quiet, ownCredential: true };
    expect((await answerTo(await upstreamError(step), { options })).body).toMatchObject({ status, reason });
  });

  it.each([
    [new BreakwaterError('breaker-open', 'a', 'x', 400), 503, '1'],
    [new BreakwaterError('waiting-room-full', 'a', 'x'), 503, null],
    [new BreakwaterError('cooling-down', 'a', 'x', 30_000), 429, '30'],
    [new BreakwaterError('deadline-exceeded', 'a', 'x'), 504, null],
    [new BreakwaterError('attempt-timeout', 'a', 'x'), 504, null],
  ])('for the refusal %o is %i', async (error, status, retryAfter) => {
    const answer = await answerTo(error);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, retryAfter]);
  });

  it('is that of the call for errors that passed through the policy, network faults included', async () => {
    await using chaos = await startChaos();
    const breakwater = createBreakwater(ONCE);
    const call = (): Promise<unknown> => axios.get(`${chaos.plan(['reset'])}/v1/models`);
    const app = express().get('/', (_request, _response, next) => {
      breakwater.run('models', call).catch(next);
    });
    app.use(errorHandler(breakwater, quiet));
    await using served = await serve(app);
    const response = await fetch(served.url);
    expect(await response.json()).toMatchObject({ status: 502, reason: 'connection_reset' });
  });

  it('waits for the gate where the failure has shut it for longer than the upstream said', async () => {
    const breakwater = createBreakwater({
      retry: false,
      breaker: { threshold: 1, probeAfter: '9s', whenOpen: 'fail' },
    });
    const app = express().get('/', (_request, _response, next) => {
      breakwater.run('a', () => Promise.reject(Object.assign(new Error('x'), { status: 503 }))).catch(next);
    });
    app.use(errorHandler(breakwater, quiet));
    await using served = await serve(app);
    const { headers } = await fetch(served.url);
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(4);
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(9);
  });
});

describe('an error that nobody foresaw', () => {
  it.each([
    ['an error', new Error('password=hunter2 at /srv/app')],
    ['a text', 'password=hunter2'],
    ['nothing', null],
    ['an object', { password: 'hunter2' }],
    ['a 5xx of its own', Object.assign(new Error('hunter2'), { status: 507 })],
    ['a database that is down', Object.assign(new Error('hunter2'), { code: 'ECONNREFUSED' })],
  ])('is a bare 500: %s', async (_name, error) => {
    if (error === null) return; // Express takes it for no error at all
    const { status, text } = await answerTo(error);
    expect(status).toBe(500);
    expect(text).not.toContain('hunter2');
  });

  it('is shown to the server, and only that', async () => {
    const shown = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    try {
      const error = new Error('a bug');
      await answerTo(error, { options: {} });
      await answerTo(createError(404), { options: {} });
      await answerTo(await upstreamError('500'), { options: {} });
      expect(shown.mock.calls).toEqual([[error]]);
    } finally {
      shown.mockRestore();
    }
  });

  it('keeps a 4xx that it was marked with, but not its words', async () => {
    const { status, text } = await answerTo(Object.assign(new Error('hunter2'), { status: 404 }));
    expect(status).toBe(404);
    expect(text).not.toContain('hunter2');
  });

  it('passes on no stack, target, header or text of any error', async () => {
    const { text, headers } = await answerTo(await upstreamError('500:message=hunter2'));
    expect(text + JSON.stringify([...headers])).not.toMatch(/hunter2|sk-ours|stack|127\.0\.0\.1:/);
  });
});

describe('the report to the server', () => {
  it('has the error, the answer and the explanation, under the id that the client was given', async () => {
    const reports: ErrorReport[] = [];
    const error = await upstreamError('503');
    const onError = (report: ErrorReport): void => {
      reports.push(report);
      throw new Error('a log that fails');
    };
    const headers = { 'x-request-id': 'from-the-client' };
    const answer = await answerTo(error, { options: { onError }, headers });
    expect(answer.headers.get('x-request-id')).toBe('from-the-client');
    expect(reports).toMatchObject([
      { error, requestId: 'from-the-client', answer: { status: 503 }, explanation: { classification: { code: 503 } } },
    ]);
  });

  it('takes no id from a client that could break a log', async () => {
    const { headers } = await answerTo(new Error('x'), { headers: { 'x-request-id': 'a b"c' } });
    expect(headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  });
});

describe('the format', () => {
  const wait = new BreakwaterError('breaker-open', 'a', 'x', 2_000);

  it.each([
    ['*/*', 'application/problem+json'],
    ['application/problem+json, application/json;q=0.5', 'application/problem+json'],
    ['application/json', 'application/json'],
    ['text/html', 'application/problem+json'],
  ])('for a client that accepts %s is %s', async (accept, type) => {
    expect((await answerTo(wait, { headers: { accept } })).headers.get('content-type')).toBe(type);
  });

  it("is OpenAI's envelope where asked for", async () => {
    const { body } = await answerTo(wait, { options: { ...quiet, format: 'openai' } });
    const message = 'The service is overloaded at the moment: try again later.';
    expect(body).toEqual({ error: { message, type: 'service_unavailable_error', param: null, code: 'overloaded' } });
  });

  it("is Anthropic's envelope for its clients", async () => {
    const { body, headers } = await answerTo(wait, { headers: { 'anthropic-version': '2023-06-01' } });
    expect(body).toMatchObject({ type: 'error', error: { type: 'overloaded_error' } });
    expect(body['request_id']).toBe(headers.get('request-id'));
  });
});
