import type { Policy } from '@breakwater/core';
import { AxiosError, type AxiosRequestConfig, default as axios, isCancel } from 'axios';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { caught, CHAT, FAST, prompt, setUp as setUpWith } from '../test/set-up.ts';
import { answer, hang, reset, startUpstream, type Step } from '@breakwater/tests-kit/upstream';
import type { AttachOptions, AttemptInfo } from './index.ts';

const { CancelToken } = axios;

describe.each(['http', 'fetch'])('a call through the %s adapter', (adapter) => {
  const setUp: typeof setUpWith = (policy, steps, config, options) =>
    setUpWith(policy, steps, { adapter, ...config }, options);

  it.each<[string, Step]>([
    ['a 503', answer(503, { error: { message: 'overloaded' } })],
    ['a 502 page', answer(502, '<html><title>502 Bad Gateway</title></html>', { 'content-type': 'text/html' })],
    ['a reset', reset],
    ['an error inside a 200', answer(200, { error: { message: 'overloaded', type: 'server_error' } })],
    ['a cut JSON body', answer(200, '{"choices":[{"mess', { 'content-type': 'application/json' })],
    ['an empty body', answer(200, '', { 'content-type': 'application/json' })],
    ['a web page', answer(200, '<html><title>Sign in</title></html>', { 'content-type': 'text/html' })],
  ])('is made again after %s, with the same bytes', async (_name, fault) => {
    await using test = await setUp(FAST, [fault, answer(200, { id: 'good' })]);
    const { data } = await test.instance.post<unknown>(CHAT, prompt);
    expect(data).toEqual({ id: 'good' });
    expect(test.upstream.received.map(({ body }) => body.toString())).toEqual([
      JSON.stringify(prompt),
      JSON.stringify(prompt),
    ]);
  });

  it.each([400, 401, 403, 404, 422])('is not made again after a %i', async (status) => {
    await using test = await setUp(FAST, [answer(status, { error: { message: 'no' } })]);
    const error = await caught(test.instance.post(CHAT, prompt));
    expect(error.response?.status).toBe(status);
    expect(test.upstream.received).toHaveLength(1);
    expect(test.breakwater.explain(error).stopped).toBe('not-retryable');
  });

  it('ends with the last error as axios made it: status, headers and body', async () => {
    await using test = await setUp(FAST, [answer(503, { error: { message: 'down' } }, { 'x-request-id': 'r1' })]);
    const error = await caught(test.instance.post(CHAT, prompt));
    expect(error).toBeInstanceOf(AxiosError);
    expect(error).toMatchObject({ code: 'ERR_BAD_RESPONSE', status: 503 });
    expect(error.response?.data).toEqual({ error: { message: 'down' } });
    expect(error.response?.headers['x-request-id']).toBe('r1');
    expect(error.config).toMatchObject({ url: CHAT, data: JSON.stringify(prompt), adapter });
    expect(error.config?.signal).toBeUndefined();
    expect(test.upstream.received).toHaveLength(3);
    expect(test.breakwater.explain(error)).toMatchObject({ stopped: 'attempts-exhausted', attempts: { length: 3 } });
  });

  it('returns a failing response that validateStatus lets through, after the last attempt', async () => {
    await using test = await setUp(FAST, [answer(500, { error: { message: 'down' } })], { validateStatus: () => true });
    const response = await test.instance.post<unknown>(CHAT, prompt);
    expect(response).toMatchObject({ status: 500, data: { error: { message: 'down' } } });
    expect(test.upstream.received).toHaveLength(3);
    expect(test.breakwater.explain(response).stopped).toBe('attempts-exhausted');
  });

  it.each([
    ['json', (data: unknown) => data],
    ['text', (data: unknown) => JSON.parse(String(data)) as unknown],
    ['arraybuffer', (data: unknown) => JSON.parse(new TextDecoder().decode(data as ArrayBuffer)) as unknown],
  ] as const)('keeps the body of the error under responseType %s', async (responseType, read) => {
    await using test = await setUp(FAST, [answer(500, { error: { message: 'down' } })], { responseType });
    const error = await caught(test.instance.post(CHAT, prompt));
    expect(read(error.response?.data)).toEqual({ error: { message: 'down' } });
    expect(test.upstream.received).toHaveLength(3);
  });

  it('gives every attempt the whole timeout of axios, and says that time ran out', async () => {
    await using test = await setUp(FAST, [hang], { timeout: 30 });
    const error = await caught(test.instance.post(CHAT, prompt));
    expect(error.message).toBe('timeout of 30ms exceeded');
    expect(test.breakwater.explain(error)).toMatchObject({ classification: { code: 504 }, attempts: { length: 3 } });
  });

  it('cuts an attempt off at the limit of the policy, and hangs up', async () => {
    await using test = await setUp({ ...FAST, timeout: { attempt: '25ms' } }, [hang]);
    const error = await caught(test.instance.post(CHAT, prompt));
    expect(error).toMatchObject({ code: 'BREAKWATER_ATTEMPT_TIMEOUT', status: 504, response: { status: 504 } });
    expect(test.breakwater.explain(error)).toMatchObject({ stopped: 'attempts-exhausted', attempts: { length: 3 } });
    await test.upstream.drained();
  });

  it('hears the caller leave during an attempt, and hangs up', async () => {
    const controller = new AbortController();
    const reason = new Error('the page was closed');
    await using test = await setUp(FAST, [() => controller.abort(reason)]);
    const error = await caught(test.instance.post(CHAT, prompt, { signal: controller.signal }));
    expect(isCancel(error)).toBe(true);
    expect(error).toMatchObject({ name: 'CanceledError', message: 'canceled', code: 'ERR_CANCELED', cause: reason });
    expect(error.config?.url).toBe(CHAT);
    expect(test.breakwater.explain(error)).toMatchObject({ stopped: 'cancelled', attempts: { length: 1 } });
    await test.upstream.drained();
    expect(test.upstream.received).toHaveLength(1);
  });

  it('hears the caller leave during a pause', async () => {
    const controller = new AbortController();
    await using test = await setUp({ ...FAST, retry: { base: '1h', cap: '1h' }, timeout: false }, [answer(503)]);
    test.breakwater.on('retry', () => queueMicrotask(() => controller.abort()));
    const error = await caught(test.instance.post(CHAT, prompt, { signal: controller.signal }));
    expect(isCancel(error)).toBe(true);
    expect(test.breakwater.explain(error).classification.reason).toBe('cancelled');
    expect(test.upstream.received).toHaveLength(1);
  });

  it('hears a cancelToken, and ends with its own reason', async () => {
    const { token, cancel } = CancelToken.source();
    await using test = await setUp(FAST, [() => cancel('enough')]);
    const error = await caught(test.instance.post(CHAT, prompt, { cancelToken: token }));
    expect(isCancel(error)).toBe(true);
    expect(error).toBe(token.reason);
    expect(error.message).toBe('enough');
    await test.upstream.drained();
  });

  it('sends a POST again under resend "safe" only where the upstream answered, or with an Idempotency-Key', async () => {
    const safe: Policy = { ...FAST, retry: { max: 3, base: '1ms', cap: '1ms', budget: false, resend: 'safe' } };
    const table: readonly [number, Step, AxiosRequestConfig][] = [
      [3, answer(503), { method: 'post' }],
      [1, reset, { method: 'post' }],
      [3, reset, { method: 'post', headers: { 'Idempotency-Key': 'k1' } }],
      [3, reset, { method: 'post', breakwater: { idempotent: true } }],
      [3, reset, { method: 'put' }],
      [1, reset, { method: 'put', breakwater: { idempotent: false } }],
    ];
    for (const [attempts, fault, config] of table) {
      await using test = await setUp(safe, [fault]);
      await caught(test.instance.request({ url: CHAT, data: prompt, ...config }));
      expect({ config, attempts: test.upstream.received.length }).toEqual({ config, attempts });
    }
  });

  it('ends at the deadline of the request', async () => {
    await using test = await setUp(FAST, [hang]);
    const error = await caught(test.instance.post(CHAT, prompt, { breakwater: { deadline: '20ms' } }));
    expect(error).toMatchObject({ code: 'BREAKWATER_DEADLINE_EXCEEDED', response: { status: 504 } });
    expect(test.breakwater.explain(error).attempts).toHaveLength(1);
  });

  it('takes the target from the host and the model, from the request, or from attach', async () => {
    const { host } = new URL('http://127.0.0.1:1');
    const one: Policy = { retry: false };
    const requestTarget = async (options: AttachOptions, config: AxiosRequestConfig): Promise<string | undefined> => {
      await using test = await setUp(one, [answer(503)], {}, options);
      const error = await caught(test.instance.request({ url: `${CHAT}?user=7`, method: 'post', ...config }));
      return test.breakwater.explain(error).target?.replace(new URL(test.upstream.url).host, host);
    };
    expect(await requestTarget({}, { data: prompt })).toBe(`${host}/gpt-5`);
    expect(await requestTarget({}, { data: JSON.stringify(prompt) })).toBe(`${host}/gpt-5`);
    expect(await requestTarget({}, { data: 'no model' })).toBe(host);
    expect(await requestTarget({}, { method: 'get' })).toBe(host);
    expect(await requestTarget({ target: 'named' }, { data: prompt })).toBe('named');
    expect(await requestTarget({ target: ({ method }) => `by/${method}` }, { data: prompt })).toBe('by/post');
    expect(await requestTarget({ target: () => undefined }, { data: prompt })).toBe(`${host}/gpt-5`);
    expect(await requestTarget({ target: 'named' }, { breakwater: { target: 'own' } })).toBe('own');
  });

  it('runs beforeAttempt before each attempt, on headers of its own', async () => {
    const seen: AttemptInfo[] = [];
    const options: AttachOptions = {
      async beforeAttempt({ headers }, attempt) {
        seen.push(attempt);
        headers.set('authorization', await Promise.resolve(`Bearer ${attempt.number}`));
      },
    };
    await using test = await setUp(FAST, [answer(503), answer(200)], {}, options);
    const { config } = await test.instance.post(CHAT, prompt);
    expect(test.upstream.received.map(({ headers }) => headers.authorization)).toEqual(['Bearer 1', 'Bearer 2']);
    expect(config.headers.authorization).toBeUndefined();
    expect(seen.map(({ number }) => number)).toEqual([1, 2]);
  });

  it('ends the call with what beforeAttempt throws', async () => {
    const bug = new Error('no token');
    const options: AttachOptions = {
      beforeAttempt() {
        throw bug;
      },
    };
    await using test = await setUp(FAST, [answer(200)], {}, options);
    expect(await caught(test.instance.post(CHAT, prompt))).toBe(bug);
    expect(test.upstream.received).toHaveLength(0);
  });

  describe('whose policy falls back', () => {
    const policy: Policy = { ...FAST, fallback: { '*': ['second'] } };

    it('goes where beforeAttempt sends it', async () => {
      await using second = await startUpstream(answer(200, { from: 'second' }));
      const options: AttachOptions = {
        beforeAttempt(config, { target }) {
          if (target === 'second') config.baseURL = second.url;
        },
      };
      await using test = await setUp(policy, [answer(503)], {}, options);
      const { data } = await test.instance.post<unknown>(CHAT, prompt);
      expect(data).toEqual({ from: 'second' });
      expect(test.upstream.received).toHaveLength(3);
    });

    it('ends with its own error when nothing sends it elsewhere, and is not sent to the sick upstream again', async () => {
      await using test = await setUp(policy, [answer(503, { error: { message: 'down' } })]);
      const error = await caught(test.instance.post(CHAT, prompt));
      expect(error.response?.data).toEqual({ error: { message: 'down' } });
      expect(test.breakwater.explain(error)).toMatchObject({ stopped: 'attempts-exhausted' });
      expect(test.upstream.received).toHaveLength(3);
    });
  });

  it('keeps maxRedirects, maxContentLength, decompress, auth and params working', async () => {
    const body = JSON.stringify({ text: 'x'.repeat(2_000) });
    const zipped: Step = (response) =>
      void response
        .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
        .end(gzipSync(body));
    const moved: Step = (response) => void response.writeHead(307, { location: '/moved' }).end();
    const config = { auth: { username: 'me', password: 'secret' }, params: { version: 1 } };
    await using test = await setUp(FAST, [answer(503), moved, answer(503), moved, zipped], config);
    const { data } = await test.instance.post<unknown>(CHAT, prompt);
    expect(data).toEqual(JSON.parse(body));
    expect(test.upstream.received[0]).toMatchObject({ url: `${CHAT}?version=1` });
    expect(test.upstream.received[0]?.headers.authorization).toMatch(/^Basic /);
    expect(test.upstream.received.map(({ url }) => url).at(-1)).toBe('/moved');
    const error = await caught(test.instance.post(CHAT, prompt, { maxContentLength: 100, maxRedirects: 0 }));
    expect(error.message).toBe('maxContentLength size of 100 exceeded');
  });

  it('reports the progress of each attempt', async () => {
    await using test = await setUp(FAST, [answer(503), answer(200)]);
    const uploads: number[] = [];
    await test.instance.post(CHAT, prompt, { onUploadProgress: ({ loaded }) => uploads.push(loaded) });
    expect(uploads).toContain(JSON.stringify(prompt).length);
    expect(test.upstream.received.map(({ body }) => body.toString())).toEqual(Array(2).fill(JSON.stringify(prompt)));
  });
});
