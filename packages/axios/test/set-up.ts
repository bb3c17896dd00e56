import { type Breakwater, createBreakwater, type Policy } from '@breakwater/core';
import { type AxiosError, type AxiosInstance, type AxiosRequestConfig, create } from 'axios';
import { attach, type AttachOptions } from '../src/index.ts';
import { startUpstream, type Step, type Upstream } from '@breakwater/tests-kit/upstream';

/** Three attempts a moment apart, and no breaker in the way. */
export const FAST: Policy = { retry: { max: 3, base: '1ms', cap: '2ms', budget: false }, breaker: false };
export const CHAT = '/v1/chat/completions';
export const prompt: { readonly model: string; readonly messages: object[] } = {
  model: 'gpt-5',
  messages: [{ role: 'user', content: 'hello' }],
};

export interface SetUp extends AsyncDisposable {
  readonly upstream: Upstream;
  readonly breakwater: Breakwater;
  readonly instance: AxiosInstance;
  readonly detach: () => void;
}

/** An upstream that answers by `steps`, and an instance for it that is attached. */
export async function setUp(
  policy: Policy,
  steps: readonly Step[],
  config: AxiosRequestConfig = {},
  options: AttachOptions = {},
): Promise<SetUp> {
  const upstream = await startUpstream(...steps);
  const breakwater = createBreakwater(policy);
  const instance = create({ baseURL: upstream.url, ...(config as object) });
  const detach = attach(instance, breakwater, options);
  return { upstream, breakwater, instance, detach, [Symbol.asyncDispose]: () => upstream[Symbol.asyncDispose]() };
}

/** What a promise is rejected with. */
export function caught(promise: Promise<unknown>): Promise<AxiosError> {
  return promise.then(
    () => {
      throw new Error('a failure was expected');
    },
    (error: unknown) => error as AxiosError,
  );
}
