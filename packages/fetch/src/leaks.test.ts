import { execFile } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { DONE, HELLO } from '../test/event-stream.ts';
import { question, setUp } from '../test/set-up.ts';
import { answer, reset, startUpstream } from '@breakwater/tests-kit/upstream';

const CALLS = 1_000;
const stream = answer(200, HELLO + DONE, { 'content-type': 'text/event-stream' });
const cut = answer(200, HELLO, { 'content-type': 'text/event-stream' });

describe('after many calls', () => {
  it('a long-lived signal has no listener left, and nobody was warned', async () => {
    await using upstream = await startUpstream(...[answer(503), stream, reset, cut, answer(200), answer(400), stream]);
    const { fetch } = setUp();
    const { signal } = new AbortController();
    const warnings: unknown[] = [];
    const onWarning = (warning: unknown): number => warnings.push(warning);
    process.on('warning', onWarning);
    for (let call = 0; call < CALLS; call++) {
      const response = await fetch(upstream.url, { ...question(), signal });
      await response.text().catch(() => undefined);
    }
    await expect.poll(() => getEventListeners(signal, 'abort')).toEqual([]); // fetch takes its own off in a later task
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });

  it('the connections of failed attempts are used again, and none stays open that cannot be', async () => {
    const small = answer(503, { error: { message: 'down' } });
    await using upstream = await startUpstream(...Array.from({ length: 30 }, () => small), answer(200));
    const { fetch } = setUp({ retry: { max: 40, base: '1ms', cap: '1ms', budget: false }, breaker: false });
    await (await fetch(upstream.url)).text();
    expect(upstream.connections).toBe(1);

    await using large = await startUpstream(
      ...Array.from({ length: 5 }, () => answer(503, 'x'.repeat(5_000_000))),
      answer(200),
    );
    await (await fetch(large.url)).text();
    await expect.poll(() => large.connections).toBeLessThanOrEqual(2);
  });
});

describe('a process', () => {
  it('ends by itself when its calls have settled, with no timer left and no rejection unhandled', async () => {
    const program = fileURLToPath(import.meta.resolve('../test/settle-and-end.ts'));
    const run = await promisify(execFile)(process.execPath, ['--conditions=@breakwater/source', program], {
      timeout: 240_000,
    });
    expect(run.stderr).toBe('');
    expect(JSON.parse(run.stdout)).toEqual({
      outcomes: ['200', '503', 'whole', 'StreamInterruptedError', 'cancelled', 'enough', 'deadline-exceeded', 'enough'],
      timers: 0,
    });
  });
});
