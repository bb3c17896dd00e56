import { attach } from '@breakwater/axios';
import { createBreakwater } from '@breakwater/core';
import { AxiosHeaders, type AxiosInstance, create, type InternalAxiosRequestConfig } from 'axios';
import axiosRetry from 'axios-retry';
import type { Contender, Group } from './harness.ts';

/** Its adapter answers at once, so that what is measured is axios and what stands around it. */
function instant(): AxiosInstance {
  const adapter = async (config: InternalAxiosRequestConfig) => ({
    data: '{"id":1}',
    status: 200,
    statusText: 'OK',
    headers: new AxiosHeaders(),
    config,
  });
  return create({ baseURL: 'http://127.0.0.1', adapter });
}

function contender(name: string, instance: AxiosInstance): Contender {
  return { name, call: () => instance.post('/v1/chat/completions', { model: 'gpt-5', messages: [] }) };
}

/** What a client costs on top of plain axios with an adapter that answers at once. */
export function axiosGroup(): Group {
  const governed = instant();
  attach(governed, createBreakwater());
  const retried = instant();
  axiosRetry(retried, { retries: 3 });
  return {
    name: 'i',
    what: 'axios with an adapter that answers at once: what is added to each request',
    calls: 5_000,
    parallel: 1,
    baseline: contender('plain axios', instant()),
    contenders: [contender('Breakwater', governed), contender('axios-retry (retries only)', retried)],
  };
}
