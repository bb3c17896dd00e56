import { createBreakwater } from '@breakwater/core';
import axios, { AxiosError, create, getAdapter, type InternalAxiosRequestConfig } from 'axios';
import axiosRetry from 'axios-retry';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { caught, CHAT, FAST, prompt, setUp } from '../test/set-up.ts';
import { answer, startUpstream } from '@breakwater/tests-kit/upstream';
import { attach } from './index.ts';

const good = answer(200, { id: 'good' });
const bad = answer(503, { error: { message: 'down' } });

describe('attach', () => {
  it('lets interceptors and transforms run once for a call, whenever they were added', async () => {
    await using upstream = await startUpstream(bad, bad, good);
    const ran: string[] = [];
    const noted = (name: string) => (config: InternalAxiosRequestConfig) => {
      ran.push(`${name} (${typeof config.data})`);
      return config;
    };
    const instance = create({
      baseURL: upstream.url,
      transformRequest: (data: unknown) => {
        ran.push(`transformRequest (${typeof data})`);
        return `<${JSON.stringify(data)}>`;
      },
      transformResponse: (data: unknown) => {
        ran.push(`transformResponse (${typeof data})`);
        return data;
      },
    });
    instance.interceptors.request.use(noted('added before'));
    attach(instance, createBreakwater(FAST));
    instance.interceptors.request.use(noted('added after'));
    instance.interceptors.response.use((response) => {
      ran.push('response');
      return response;
    });
    await instance.post(CHAT, prompt);
    expect(ran).toEqual([
      'added after (object)',
      'added before (object)',
      'transformRequest (object)',
      'transformResponse (string)',
      'response',
    ]);
    expect(upstream.received.map(({ body }) => body.toString())).toEqual(Array(3).fill(`<${JSON.stringify(prompt)}>`));
  });

  it('puts the adapter under the policy that an interceptor chooses after it', async () => {
    let attempts = 0;
    const instance = create({ baseURL: 'http://127.0.0.1:1' });
    instance.interceptors.request.use((config) => {
      config.adapter = (request) => {
        attempts += 1;
        const response = { status: 503, statusText: '', headers: {}, config: request, data: '' };
        return Promise.reject(new AxiosError('down', 'ERR_BAD_RESPONSE', request, undefined, response));
      };
      return config;
    });
    attach(instance, createBreakwater(FAST));
    await caught(instance.post(CHAT, prompt));
    expect(attempts).toBe(3);
  });

  it('is one policy also for an adapter that is wrapped around it', async () => {
    await using upstream = await startUpstream(bad);
    const instance = create({ baseURL: upstream.url });
    instance.interceptors.request.use((config) => {
      const inner = getAdapter(config.adapter);
      config.adapter = (request) => inner({ ...request });
      return config;
    });
    attach(instance, createBreakwater(FAST));
    await caught(instance.post(CHAT, prompt));
    expect(upstream.received).toHaveLength(3);
  });

  it('leaves a config in the error that can be sent again, under the policy as before', async () => {
    await using test = await setUp(FAST, [bad]);
    const { config } = await caught(test.instance.post(CHAT, prompt));
    await caught(test.instance.request(config as InternalAxiosRequestConfig));
    expect(test.upstream.received).toHaveLength(6);
    expect(test.upstream.received.at(-1)?.body.toString()).toBe(JSON.stringify(prompt));
  });

  it('is there once, however often it is called', async () => {
    await using test = await setUp(FAST, [bad]);
    expect(attach(test.instance, test.breakwater)).toBe(test.detach);
    await caught(test.instance.post(CHAT, prompt));
    expect(test.upstream.received).toHaveLength(3);
  });

  it('refuses a second breakwater for the same instance', async () => {
    await using test = await setUp(FAST, [bad]);
    expect(() => attach(test.instance, createBreakwater())).toThrow(/detach that one first/);
    test.detach();
    expect(() => attach(test.instance, createBreakwater(FAST))).not.toThrow();
  });

  it('is undone by the function it returns', async () => {
    await using test = await setUp(FAST, [bad]);
    test.detach();
    test.detach();
    const error = await caught(test.instance.post(CHAT, prompt));
    expect(test.upstream.received).toHaveLength(1);
    expect(Object.keys(error)).toContain('config');
    expect(attach(test.instance, test.breakwater)).not.toBe(test.detach);
    test.detach();
    await caught(test.instance.post(CHAT, prompt));
    expect(test.upstream.received).toHaveLength(4);
  });

  it('works on axios itself', async () => {
    await using upstream = await startUpstream(bad, good);
    const detach = attach(axios, createBreakwater(FAST));
    try {
      const { data } = await axios.get<unknown>(upstream.url);
      expect(data).toEqual({ id: 'good' });
    } finally {
      detach();
    }
  });

  it('leaves the children of an instance alone', async () => {
    await using test = await setUp(FAST, [bad]);
    await caught(test.instance.create().post(`${test.upstream.url}${CHAT}`, prompt));
    expect(test.upstream.received).toHaveLength(1);
  });

  it('lets two instances share what is known of a target', async () => {
    await using upstream = await startUpstream(bad);
    const breakwater = createBreakwater({ retry: false, breaker: { threshold: 2, whenOpen: 'fail' } });
    const [one, two] = [create({ baseURL: upstream.url }), create({ baseURL: upstream.url })] as const;
    attach(one, breakwater);
    attach(two, breakwater);
    await caught(one.post(CHAT, prompt));
    await caught(one.post(CHAT, prompt));
    expect(await caught(two.post(CHAT, prompt))).toMatchObject({ code: 'BREAKWATER_BREAKER_OPEN' });
    expect(upstream.received).toHaveLength(2);
  });

  it('keeps out of a request with breakwater: false', async () => {
    await using test = await setUp(FAST, [bad]);
    await caught(test.instance.post(CHAT, prompt, { breakwater: false }));
    expect(test.upstream.received).toHaveLength(1);
  });

  it('merges the options of a request into those of its instance', async () => {
    await using test = await setUp({ retry: false }, [bad], { breakwater: { target: 'of the instance' } });
    const error = await caught(test.instance.post(CHAT, prompt, { breakwater: { priority: 1 } }));
    expect(test.breakwater.explain(error).target).toBe('of the instance');
    expect(error.config?.breakwater).toEqual({ target: 'of the instance', priority: 1 });
  });

  it.each([undefined, null, {}, 'axios'])('says what it takes when it is given %j', (nonsense) => {
    expect(() => attach(nonsense as never, createBreakwater())).toThrow(/what axios\.create\(\) returns/);
  });
});

describe('the warnings of attach', () => {
  it('name an interceptor that retries too, once', async () => {
    const said: string[] = [];
    await using test = await setUp(FAST, [bad], {}, { warn: (text) => said.push(text) });
    axiosRetry(test.instance, { retries: 1, retryCondition: () => true, retryDelay: () => 1 });
    await caught(test.instance.post(CHAT, prompt));
    await caught(test.instance.post(CHAT, prompt));
    expect(test.upstream.received).toHaveLength(12); // what the warning is about
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/attempts multiply: remove axios-retry/);
  });

  it('name another copy of axios, which works when it is passed', async () => {
    const other = createRequire(import.meta.url)('axios') as typeof axios;
    const said: string[] = [];
    const warn = (text: string): void => void said.push(text);
    attach(other.create(), createBreakwater(), { warn });
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/another copy of axios/);
    await using upstream = await startUpstream(bad, good);
    const instance = other.create({ baseURL: upstream.url });
    attach(instance, createBreakwater(FAST), { warn, axios: other });
    expect((await instance.post<unknown>(CHAT, prompt)).data).toEqual({ id: 'good' });
    const error = await caught(instance.post(CHAT, prompt, { breakwater: { deadline: 0 } }));
    expect(error).toBeInstanceOf(other.AxiosError);
    expect(error).toMatchObject({ code: 'BREAKWATER_DEADLINE_EXCEEDED' });
    expect(said).toHaveLength(1);
  });
});
