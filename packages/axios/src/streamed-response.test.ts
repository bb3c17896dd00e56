import { default as axios, isCancel } from 'axios';
import { buffer } from 'node:stream/consumers';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { caught, CHAT, FAST, prompt, setUp } from '../test/set-up.ts';
import { answer, type Step } from '@breakwater/tests-kit/upstream';

const { CancelToken } = axios;

const text = JSON.stringify({ error: { message: 'overloaded', code: 'server_overloaded' } });
const read = async (stream: unknown): Promise<string> => (await buffer(stream as Readable)).toString();
/** Half of a body, and the other half when the test says so. */
const streamed = (...chunks: string[]): Step => {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const chunk of chunks) response.write(chunk);
  };
};

describe.each(['http', 'fetch'])('responseType stream through the %s adapter', (adapter) => {
  const config = { adapter, responseType: 'stream' } as const;

  it('makes the call again after a failing status, and gives the good stream as it is', async () => {
    const done: Step = (response) => void response.writeHead(200).end('data: hello\n\n');
    await using test = await setUp(FAST, [answer(503, text), done], config);
    const { data } = await test.instance.post<unknown>(CHAT, prompt);
    expect(await read(data)).toBe('data: hello\n\n');
    expect(test.upstream.received).toHaveLength(2);
  });

  it('gives the error of the last attempt its body as a stream of the same kind', async () => {
    await using test = await setUp(FAST, [answer(503, text)], config);
    const error = await caught(test.instance.post(CHAT, prompt));
    const stream = error.response?.data;
    expect(adapter === 'fetch' ? stream instanceof ReadableStream : stream instanceof Readable).toBe(true);
    expect(await read(stream)).toBe(text);
  });

  it('gives a returned failure its body as well', async () => {
    await using test = await setUp(FAST, [answer(503, text)], { ...config, validateStatus: null });
    const { status, data } = await test.instance.post<unknown>(CHAT, prompt);
    expect(status).toBe(503);
    expect(await read(data)).toBe(text);
    expect(test.upstream.received).toHaveLength(3);
  });

  it('classifies by what the body says', async () => {
    const quota = { error: { message: 'You exceeded your current quota', code: 'insufficient_quota' } };
    await using test = await setUp(FAST, [answer(429, quota)], config);
    const error = await caught(test.instance.post(CHAT, prompt));
    expect(test.breakwater.explain(error).classification.reason).toBe('quota_exhausted');
    expect(test.upstream.received).toHaveLength(1);
  });

  it('hands on an error body of any length', async () => {
    const long = 'x'.repeat(300_000);
    await using test = await setUp(FAST, [answer(500, long)], config);
    const error = await caught(test.instance.post(CHAT, prompt));
    expect(await read(error.response?.data)).toBe(long);
  });

  it('closes the bodies of the attempts that nobody reads, also the long ones', async () => {
    const steps = [answer(500, 'x'.repeat(3_000_000)), answer(503, text), answer(200, 'ok', { connection: 'close' })];
    await using test = await setUp(FAST, steps, config);
    const { data } = await test.instance.post<unknown>(CHAT, prompt);
    await expect.poll(() => test.upstream.connections).toBeLessThanOrEqual(2); // the last one, and one kept alive
    expect(await read(data)).toBe('ok');
  });

  it('gives a refusal a body of the same kind', async () => {
    await using test = await setUp(FAST, [answer(200)], config);
    const error = await caught(test.instance.post(CHAT, prompt, { breakwater: { deadline: 0 } }));
    const stream = error.response?.data;
    expect(adapter === 'fetch' ? stream instanceof ReadableStream : stream instanceof Readable).toBe(true);
    expect(await read(stream)).toContain('"code":"deadline-exceeded"');
  });

  it.each(['signal', 'cancelToken', 'signal beside a cancelToken'])(
    'ends the good stream when the caller leaves by its %s in the middle of it, and hangs up',
    async (means) => {
      await using test = await setUp(FAST, [streamed('data: 1\n\n')], config);
      const controller = new AbortController();
      const { token, cancel } = CancelToken.source();
      const { data } = await test.instance.post<AsyncIterable<Uint8Array>>(CHAT, prompt, {
        ...(means.startsWith('signal') && { signal: controller.signal }),
        ...(means.endsWith('cancelToken') && { cancelToken: token }),
      });
      const chunks: string[] = [];
      const reading = (async () => {
        for await (const chunk of data) {
          chunks.push(Buffer.from(chunk).toString());
          if (means.startsWith('signal')) controller.abort();
          else cancel();
        }
      })();
      await expect(reading).rejects.toThrow();
      expect(chunks).toEqual(['data: 1\n\n']);
      await test.upstream.drained();
    },
  );
});

describe('a stream that comes after the call was given up', () => {
  it('is closed, for an adapter that pays no heed to its signal', async () => {
    const controller = new AbortController();
    const source = new PassThrough();
    const closed = new Promise((resolve) => source.once('close', resolve));
    await using test = await setUp(FAST, [], {
      responseType: 'stream',
      async adapter(request) {
        controller.abort();
        await new Promise(setImmediate);
        source.end('late');
        return { status: 200, statusText: '', headers: {}, config: request, data: source };
      },
    });
    const error = await caught(test.instance.get('/', { signal: controller.signal }));
    expect(isCancel(error)).toBe(true);
    await expect(closed).resolves.toBeUndefined();
  });
});
