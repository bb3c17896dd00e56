/** Makes calls of every ending, shuts its upstream and prints what is left: a leak would keep the process from ending. */
import { createBreakwater } from '@breakwater/core';
import { type AxiosError, create } from 'axios';
import { attach } from '../src/index.ts';
import { answer, hang, startUpstream } from '@breakwater/tests-kit/upstream';

const outcomes: string[] = [];
const upstream = await startUpstream(answer(503), answer(200), answer(503), answer(503), hang);
const instance = create({ baseURL: upstream.url, responseType: 'stream' });
attach(
  instance,
  createBreakwater({ retry: { max: 2, base: '1ms', cap: '1ms' }, breaker: false, timeout: { attempt: '20s' } }),
);
const note = (promise: Promise<{ status: number; data: { destroy: () => void } }>): Promise<unknown> =>
  promise.then(
    ({ status, data }) => {
      outcomes.push(String(status));
      data.destroy();
    },
    (error: unknown) => {
      const { code, response } = error as AxiosError<{ destroy: () => void }>;
      outcomes.push(String(response?.status ?? code));
      response?.data.destroy();
    },
  );
await note(instance.get('/'));
await note(instance.get('/'));
await note(instance.get('/', { signal: AbortSignal.timeout(20) }));
await note(instance.get('/', { breakwater: { deadline: '20ms' } }));
await upstream[Symbol.asyncDispose]();
const timers = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
process.stdout.write(JSON.stringify({ outcomes, timers }));
