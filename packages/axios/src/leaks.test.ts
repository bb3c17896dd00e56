import { createBreakwater } from '@breakwater/core';
import { create } from 'axios';
import { execFile } from 'node:child_process';
import { getEventListeners } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { caught, FAST } from '../test/set-up.ts';
import { answer, reset, startUpstream } from '@breakwater/tests-kit/upstream';
import { attach } from './index.ts';

const CALLS = 300;

describe.each(['http', 'fetch'])('after many calls through the %s adapter', (adapter) => {
  it.each(['json', 'stream'] as const)(
    'a long-lived signal has no listener left, under responseType %s',
    async (responseType) => {
      await using upstream = await startUpstream(answer(503), answer(200), reset, answer(200), answer(200));
      const instance = create({ baseURL: upstream.url, adapter, responseType });
      attach(instance, createBreakwater(FAST));
      const { signal } = new AbortController();
      const warnings: unknown[] = [];
      const onWarning = (warning: unknown): number => warnings.push(warning);
      process.on('warning', onWarning);
      for (let call = 0; call < CALLS; call++) {
        const { data } = await instance.get<Readable>('/', { signal });
        if (responseType === 'stream') await text(data);
      }
      // The fetch adapter takes its own off in a later task.
      await expect.poll(() => getEventListeners(signal, 'abort')).toEqual([]);
      process.off('warning', onWarning);
      expect(warnings).toEqual([]);
    },
  );

  it('nothing of a failed one keeps a socket, streamed or not', async () => {
    await using upstream = await startUpstream(answer(503, 'x'.repeat(200_000), { connection: 'close' }));
    const instance = create({ baseURL: upstream.url, adapter });
    attach(instance, createBreakwater(FAST));
    for (const responseType of ['json', 'stream'] as const) {
      const { response } = await caught(instance.get('/', { responseType }));
      const { data } = response as { data?: { destroy?: () => void; cancel?: () => unknown } };
      data?.destroy?.();
      await data?.cancel?.();
    }
    await expect(upstream.drained()).resolves.toBeUndefined();
  });
});

describe('a process', () => {
  it('ends by itself when its calls have settled, with no timer left', async () => {
    const program = fileURLToPath(import.meta.resolve('../test/settle-and-end.ts'));
    const run = await promisify(execFile)(process.execPath, ['--conditions=@breakwater/source', program], {
      timeout: 240_000,
    });
    expect(run.stderr).toBe('');
    expect(JSON.parse(run.stdout)).toEqual({ outcomes: ['200', '503', 'ERR_CANCELED', '504'], timers: 0 });
  });
});
