import { createBreakwater, type Policy } from '@breakwater/core';
import type axios from 'axios';
import type { AxiosRequestConfig } from 'axios';
import oldest from 'axios-1.7';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { caught, CHAT, FAST, prompt } from '../test/set-up.ts';
import { answer, hang, reset, startUpstream, type Step } from '@breakwater/tests-kit/upstream';
import { attach } from './index.ts';

/** The oldest version in the peer range, under the types of the newest. */
const library = oldest as unknown as typeof axios;

describe.each(['http', 'fetch'])('axios 1.7 through its %s adapter', (adapter) => {
  async function setUp(policy: Policy, steps: readonly Step[], config: AxiosRequestConfig = {}) {
    const upstream = await startUpstream(...steps);
    const breakwater = createBreakwater(policy);
    const instance = library.create({ baseURL: upstream.url, adapter, ...(config as object) });
    const detach = attach(instance, breakwater, { axios: library });
    return { upstream, breakwater, instance, detach, [Symbol.asyncDispose]: () => upstream[Symbol.asyncDispose]() };
  }

  it.each<[string, Step]>([
    ['a 503', answer(503)],
    ['a reset', reset],
    ['an error inside a 200', answer(200, { error: { message: 'overloaded', type: 'server_error' } })],
  ])('makes a call again after %s, with the same bytes, and runs interceptors once', async (_name, fault) => {
    await using test = await setUp(FAST, [fault, answer(200, { id: 'good' })]);
    let ran = 0;
    test.instance.interceptors.request.use((config) => {
      ran += 1;
      return config;
    });
    const { data } = await test.instance.post<unknown>(CHAT, prompt);
    expect(data).toEqual({ id: 'good' });
    expect(ran).toBe(1);
    expect(test.upstream.received.map(({ body }) => body.toString())).toEqual(Array(2).fill(JSON.stringify(prompt)));
  });

  it('ends with its own error, quiet and explained', async () => {
    await using test = await setUp(FAST, [answer(503, { error: { message: 'down' } })], {
      headers: { authorization: 'Bearer sk-1' },
    });
    const error = await caught(test.instance.post(CHAT, prompt));
    expect(error).toBeInstanceOf(library.AxiosError);
    expect(error.response?.data).toEqual({ error: { message: 'down' } });
    expect(JSON.stringify(error)).not.toContain('sk-1');
    expect(test.breakwater.explain(error).attempts).toHaveLength(3);
    await caught(test.instance.request(error.config as AxiosRequestConfig));
    expect(test.upstream.received).toHaveLength(6);
  });

  it('gives refusals and cancellations the shape of that version', async () => {
    await using test = await setUp({ ...FAST, timeout: { attempt: '20ms' } }, [hang]);
    const refusal = await caught(test.instance.post(CHAT, prompt));
    expect(refusal).toBeInstanceOf(library.AxiosError);
    expect(refusal).toMatchObject({ response: { status: 504 } }); // an error of 1.7.0 has no status of its own
    const controller = new AbortController();
    const call = caught(test.instance.post(CHAT, prompt, { signal: controller.signal }));
    controller.abort();
    expect(library.isCancel(await call)).toBe(true);
  });

  it('sends a stream once, and gives the stream of an error', async () => {
    await using test = await setUp(FAST, [answer(503, 'down')], { responseType: 'stream' });
    const body = Readable.from([Buffer.from('once')]);
    const error = await caught(test.instance.post('/upload', body));
    expect(test.upstream.received.map((request) => request.body.toString())).toEqual(['once']);
    expect(await text(error.response?.data as Readable)).toBe('down');
  });
});
