import { BreakwaterError, createBreakwater, type Breakwater } from '@breakwater/core';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { caught, FAST, question, setUp } from '../test/set-up.ts';
import { answer, hang, reset, startUpstream } from '@breakwater/tests-kit/upstream';
import { type AttemptRequest, withPolicy } from './index.ts';

const good = answer(200, { id: 'good' });
const bad = answer(503, { error: { message: 'down' } });

describe('withPolicy', () => {
  it.each<[string, () => RequestInit['body'], string]>([
    ['a string', () => 'text', 'text'],
    ['bytes', () => new TextEncoder().encode('bytes'), 'bytes'],
    ['a buffer', () => new TextEncoder().encode('buffer').buffer, 'buffer'],
    ['a Blob', () => new Blob(['blob']), 'blob'],
    ['parameters', () => new URLSearchParams({ a: '1' }), 'a=1'],
  ])('sends %s again', async (_name, body, sent) => {
    await using upstream = await startUpstream(bad, reset, good);
    const { fetch } = setUp();
    const response = await fetch(upstream.url, { method: 'POST', body: body()! });
    expect(await response.json()).toEqual({ id: 'good' });
    expect(upstream.received.map((request) => request.body.toString())).toEqual([sent, sent, sent]);
  });

  it('sends a form again, with its files', async () => {
    await using upstream = await startUpstream(bad, good);
    const form = new FormData();
    form.set('file', new Blob(['content']), 'a.txt');
    await setUp().fetch(upstream.url, { method: 'POST', body: form });
    const bodies = upstream.received.map(({ body }) => body.toString());
    expect(bodies).toHaveLength(2);
    for (const body of bodies) expect(body).toContain('content');
  });

  it.each([
    ['a stream', () => new Blob(['once']).stream()],
    ['a generator', () => chunks('once')],
  ])('sends %s once, and says why', async (_name, body) => {
    await using upstream = await startUpstream(bad, good);
    const { fetch, breakwater } = setUp();
    const response = await fetch(upstream.url, { method: 'POST', body: body(), duplex: 'half' } as RequestInit);
    expect(response.status).toBe(503);
    expect(breakwater.explain(response).stopped).toBe('body-not-resendable');
    expect(upstream.received.map((request) => request.body.toString())).toEqual(['once']);
  });

  it('sends a Request again, with its method, headers and body, and uses it up as fetch does', async () => {
    await using upstream = await startUpstream(bad, bad, good);
    const request = new Request(`${upstream.url}/path?a=1`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'x-own': 'yes' },
      body: '{"model":"gpt-5"}',
    });
    const { fetch, breakwater } = setUp();
    const response = await fetch(request);
    expect(response.status).toBe(200);
    expect(request.bodyUsed).toBe(true);
    expect(new Set(upstream.received.map(({ method, url, body }) => `${method} ${url} ${body.toString()}`))).toEqual(
      new Set(['PUT /path?a=1 {"model":"gpt-5"}']),
    );
    expect(upstream.received.every(({ headers }) => headers['x-own'] === 'yes')).toBe(true);
    expect(Object.keys(breakwater.snapshot().targets)).toEqual([`${new URL(upstream.url).host}/gpt-5`]);
  });

  it('lets init speak before the Request, as fetch does', async () => {
    await using upstream = await startUpstream(bad, good);
    const request = new Request(upstream.url, { method: 'POST', body: 'of the request' });
    await setUp().fetch(request, { body: 'of init', headers: { 'x-own': 'init' } });
    expect(upstream.received.map(({ body }) => body.toString())).toEqual(['of init', 'of init']);
    expect(upstream.received.map(({ headers }) => headers['x-own'])).toEqual(['init', 'init']);
  });

  it.each(['json', 'error', 'stream'])('keeps url, headers, redirection and clone of an answer in %s', async (kind) => {
    const stream = 'data: {"choices":[{"delta":{"content":"Hello"}}]}\n\ndata: [DONE]\n\n';
    await using upstream = await startUpstream(
      (response) => void response.writeHead(307, { location: '/elsewhere' }).end(),
      kind === 'stream'
        ? answer(200, stream, { 'content-type': 'text/event-stream', 'set-cookie': 'a=1' })
        : answer(kind === 'error' ? 400 : 200, { kind }, { 'set-cookie': 'a=1' }),
    );
    const response = await setUp().fetch(`${upstream.url}/start`, question());
    for (const one of [response.clone(), response]) {
      expect(one).toMatchObject({ url: `${upstream.url}/elsewhere`, redirected: true, type: 'basic' });
      expect(one.statusText).toBe(kind === 'error' ? 'Bad Request' : 'OK');
      expect(one.headers.getSetCookie()).toEqual(['a=1']);
      expect(await one.text()).toBe(kind === 'stream' ? stream : JSON.stringify({ kind }));
    }
  });

  it('gives back what was packed on the wire unpacked, and says so', async () => {
    await using upstream = await startUpstream((response) => {
      const packed = gzipSync('{"id":"packed"}');
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        'content-length': packed.length,
      });
      response.end(packed);
    });
    const response = await setUp().fetch(upstream.url, question());
    expect(response.headers.has('content-encoding')).toBe(false);
    expect(response.headers.has('content-length')).toBe(false);
    expect(await response.json()).toEqual({ id: 'packed' });
  });

  it('gives answers without a body as they are', async () => {
    await using upstream = await startUpstream((response) => void response.writeHead(204).end());
    const { fetch } = setUp();
    expect(await fetch(upstream.url, question())).toMatchObject({ status: 204, body: null });
    expect((await fetch(upstream.url, { method: 'HEAD' })).status).toBe(204);
  });

  it('gives a body that is no answer of a model as it is, unread', async () => {
    await using upstream = await startUpstream(
      answer(200, '<html>', { 'content-type': 'text/html' }),
      answer(200, 'x'.repeat(100), { 'content-type': 'audio/mpeg' }),
    );
    const { fetch } = setUp();
    expect(await (await fetch(upstream.url)).text()).toBe('<html>');
    expect(await (await fetch(upstream.url, question())).text()).toHaveLength(100);
  });

  it('gives a long JSON answer whole, and a very long one as it comes', async () => {
    const [long, veryLong] = [200_000, 6_000_000].map((length) => JSON.stringify({ data: 'x'.repeat(length) }));
    await using upstream = await startUpstream(
      answer(200, long, { 'content-type': 'application/json' }),
      answer(200, veryLong, { 'content-type': 'application/json' }),
    );
    const { fetch } = setUp();
    expect(await (await fetch(upstream.url, question())).text()).toBe(long);
    expect(await (await fetch(upstream.url, question())).text()).toBe(veryLong);
  });

  it('takes half of a long JSON document for a failure', async () => {
    const half = JSON.stringify({ data: 'x'.repeat(300_000) }).slice(0, 200_000);
    await using upstream = await startUpstream(answer(200, half, { 'content-type': 'application/json' }), good);
    expect(await (await setUp().fetch(upstream.url, question())).json()).toEqual({ id: 'good' });
  });

  it('takes an empty answer of a model for a failure, whatever its type', async () => {
    await using upstream = await startUpstream((response) => void response.writeHead(200).end(), good);
    expect(await (await setUp().fetch(upstream.url, question())).json()).toEqual({ id: 'good' });
  });

  it('looks into JSON that came where a stream was asked for: an error is a failure, an answer is none', async () => {
    await using upstream = await startUpstream(answer(200, { error: { message: 'Overloaded', code: 503 } }), good);
    const response = await setUp().fetch(upstream.url, question({ stream: true }));
    expect(await response.json()).toEqual({ id: 'good' });
    expect(upstream.received).toHaveLength(2);
  });

  it('rejects with the error of fetch itself, untouched, when no response came', async () => {
    await using upstream = await startUpstream(reset);
    const { fetch, breakwater } = setUp();
    const errors: unknown[] = [];
    const own = withPolicy(breakwater, {
      fetch: (input, init) =>
        globalThis.fetch(input, init).catch((error: unknown) => {
          errors.push(error);
          throw error;
        }),
    });
    const error = await caught(own(upstream.url, question()));
    expect(error).toBe(errors.at(-1));
    expect(errors).toHaveLength(3);
    expect(breakwater.explain(error)).toMatchObject({ classification: { reason: 'connection_reset' } });
    const invalid = await caught(fetch('http://'));
    expect(invalid).toBeInstanceOf(TypeError);
    expect(breakwater.explain(invalid).attempts.length).toBeLessThanOrEqual(1);
  });
});

describe('a caller who leaves', () => {
  it.each([new Error('own'), 'text', undefined])('hears its own reason: %s', async (reason) => {
    await using upstream = await startUpstream(hang);
    const leaving = new AbortController();
    const calling = setUp().fetch(upstream.url, { signal: leaving.signal });
    setTimeout(() => leaving.abort(reason), 20);
    const error = await calling.catch((given: unknown) => given);
    expect(error).toBe(leaving.signal.reason);
  });

  it('leaves by the signal of a Request as well', async () => {
    await using upstream = await startUpstream(hang);
    const leaving = new AbortController();
    const calling = setUp().fetch(new Request(upstream.url, { signal: leaving.signal }));
    setTimeout(() => leaving.abort('enough'), 20);
    expect(await calling.catch((given: unknown) => given)).toBe('enough');
  });

  it('sends nothing when it had left before', async () => {
    await using upstream = await startUpstream(good);
    const error = await caught(setUp().fetch(upstream.url, { signal: AbortSignal.abort() }));
    expect(error.name).toBe('AbortError');
    expect(upstream.received).toHaveLength(0);
  });

  it('ends a body that is still coming, guarded or not', async () => {
    for (const type of ['text/event-stream', 'audio/mpeg']) {
      await using upstream = await startUpstream((response) => {
        response.writeHead(200, { 'content-type': type });
        response.write('data: {"choices":[{"delta":{"content":"Hello"}}]}\n\n');
      });
      const leaving = new AbortController();
      const response = await setUp().fetch(upstream.url, { signal: leaving.signal });
      const reader = response.body!.getReader();
      await reader.read();
      setTimeout(() => leaving.abort('enough'), 20);
      expect(await reader.read().catch((given: unknown) => given)).toBe('enough');
      await upstream.drained();
    }
  });
});

/** A breakwater that refuses everything, and names the time to come back. */
function refusing(): Breakwater {
  const breakwater = createBreakwater();
  const refusal = new BreakwaterError('breaker-open', 't', 'Refused a call to t: it is failing.', 1_500);
  return { ...breakwater, run: () => Promise.reject(refusal) };
}

describe('a refusal', () => {
  it('rejects with the BreakwaterError', async () => {
    expect(await caught(withPolicy(refusing())('http://a.test'))).toMatchObject({ code: 'breaker-open' });
  });

  it('is a response where that was asked for, which no SDK retries', async () => {
    const response = await withPolicy(refusing(), { refusal: 'response' })('http://a.test/v1', question());
    expect(response).toMatchObject({ status: 503, url: 'http://a.test/v1' });
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'application/json',
      'retry-after': '2',
      'x-should-retry': 'false',
    });
    expect(await response.json()).toMatchObject({ error: { type: 'breakwater', code: 'breaker-open' } });
  });

  it('is a 504 where a limit of the policy fired, and a network failure is none', async () => {
    await using silent = await startUpstream(hang);
    await using broken = await startUpstream(reset);
    const impatient = setUp({ retry: false, timeout: { attempt: '50ms' } }, { refusal: 'response' });
    expect((await impatient.fetch(silent.url)).status).toBe(504);
    const { fetch } = setUp({ retry: false }, { refusal: 'response' });
    expect(await caught(fetch(broken.url))).toBeInstanceOf(TypeError);
  });
});

describe('the target', () => {
  it('is host and model, the name of the options, or what the request says', async () => {
    await using upstream = await startUpstream(good);
    const { host } = new URL(upstream.url);
    const { fetch, breakwater } = setUp();
    await fetch(upstream.url);
    await fetch(`${upstream.url}/openai/deployments/prod/chat/completions`, question());
    await fetch(upstream.url, { ...question(), breakwater: { target: 'own' } });
    const named = withPolicy(breakwater, {
      target: ({ method, model }) => (method === 'POST' ? `by-${model}` : undefined),
    });
    await named(upstream.url, question());
    await named(upstream.url);
    await withPolicy(breakwater, { target: 'fixed' })(upstream.url);
    expect(Object.keys(breakwater.snapshot().targets)).toEqual([host, `${host}/prod`, 'own', 'by-gpt-5', 'fixed']);
  });

  it('is sent around the policy with breakwater: false, and once under it however often it is wrapped', async () => {
    await using upstream = await startUpstream(bad);
    const { fetch, breakwater } = setUp();
    expect((await fetch(upstream.url, { breakwater: false })).status).toBe(503);
    expect(upstream.received).toHaveLength(1);
    await withPolicy(breakwater, { fetch })(upstream.url);
    expect(upstream.received).toHaveLength(4);
  });
});

describe('beforeAttempt', () => {
  it('changes what an attempt sends, and the next one begins with what was given', async () => {
    await using upstream = await startUpstream(bad, good);
    let tokens = 0;
    const { fetch } = setUp(FAST, {
      async beforeAttempt({ headers }, { number }) {
        await Promise.resolve();
        expect(headers.has('authorization')).toBe(false);
        headers.set('authorization', `token ${++tokens} of attempt ${number}`);
      },
    });
    await fetch(upstream.url, question());
    expect(upstream.received.map(({ headers }) => headers.authorization)).toEqual([
      'token 1 of attempt 1',
      'token 2 of attempt 2',
    ]);
  });

  it.each([
    ['a url', (url: string) => [url, question()] as const],
    ['a Request', (url: string) => [new Request(url, question() as RequestInit)] as const],
  ])('is the way to another target for %s', async (_name, inputOf) => {
    await using down = await startUpstream(bad);
    await using second = await startUpstream(good);
    const policy = { ...FAST, fallback: { '*': ['second'] } };
    const beforeAttempt = (request: AttemptRequest, { target }: { target: string }): void => {
      if (target === 'second') request.url = `${second.url}/chat`;
    };
    const [input, init] = inputOf(`${down.url}/chat`);
    const response = await setUp(policy, { beforeAttempt }).fetch(input, init);
    expect(await response.json()).toEqual({ id: 'good' });
    expect(second.received[0]).toMatchObject({ method: 'POST', url: '/chat' });
    expect(second.received[0]!.body.toString()).toBe(question().body);
  });

  it('is needed for it: else a call ends with its own last answer', async () => {
    await using down = await startUpstream(bad);
    const { fetch } = setUp({ ...FAST, fallback: { '*': ['second'] } });
    const response = await fetch(down.url);
    expect([response.status, await response.json()]).toEqual([503, { error: { message: 'down' } }]);
    expect(down.received).toHaveLength(3);
  });
});

describe('an SDK that retries as well', () => {
  it('is told of once, and its count goes on in ours', async () => {
    await using upstream = await startUpstream(bad, good);
    const warnings: string[] = [];
    const { fetch } = setUp(FAST, { warn: (text) => warnings.push(text) });
    const headers = { 'x-stainless-retry-count': '1' };
    await fetch(upstream.url, { headers });
    await fetch(upstream.url, { headers });
    expect(warnings).toEqual([expect.stringContaining('maxRetries: 0')]);
    expect(upstream.received.map((request) => request.headers['x-stainless-retry-count'])).toEqual(['1', '1', '1']);
  });
});

it('refuses what is no breakwater', () => {
  expect(() => withPolicy({} as Breakwater)).toThrow('breakwater: found object');
});

async function* chunks(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield await Promise.resolve(new TextEncoder().encode(text));
}
