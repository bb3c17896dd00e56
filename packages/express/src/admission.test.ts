import { type Breakwater, createBreakwater } from '@breakwater/core';
import type { Request } from 'express';
import { describe, expect, it } from 'vitest';
import { serve, VERSIONS } from '../test/serve.ts';
import { admission, type AdmissionOptions } from './admission.ts';
import { type CallOptions, callOptions } from './call-options.ts';
import { errorHandler } from './error-handler.ts';

/** A breakwater at which `sick` is down for good. */
async function withSick(): Promise<Breakwater> {
  const breaker = { threshold: 1, probeAfter: '1h', maxProbeAfter: '1h', whenOpen: 'fail' } as const;
  const breakwater = createBreakwater({ retry: false, breaker });
  const failed = Object.assign(new Error('unavailable'), { status: 503 });
  await breakwater.run('sick', () => Promise.reject(failed)).catch(() => undefined);
  return breakwater;
}

describe.each(VERSIONS)('admission on %s', (_name, create) => {
  /** A server that shows what its handler is told. */
  async function start(options: Partial<AdmissionOptions<Request>> = {}) {
    const breakwater = await withSick();
    const seen: CallOptions[] = [];
    const target = (request: Request): string | undefined => request.get('x-target');
    const app = create().post('/', admission(breakwater, { target, ...options }), (_request, response) => {
      seen.push(callOptions(response));
      response.end('admitted');
    });
    app.use(errorHandler(breakwater, { onError: () => undefined }));
    const served = await serve(app);
    const ask = (headers: Record<string, string>): Promise<Response> => fetch(served.url, { method: 'POST', headers });
    return { served, seen, ask, breakwater };
  }

  it('refuses at once where the gate would, with the time to come back', async () => {
    const { served, seen, ask } = await start();
    await using _ = served;
    const response = await ask({ 'x-target': 'sick' });
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(60);
    expect(seen).toEqual([]);
  });

  it('lets everybody else through, and changes nothing at the gate', async () => {
    const { served, ask, breakwater } = await start();
    await using _ = served;
    const before = breakwater.snapshot().targets;
    expect(await (await ask({ 'x-target': 'well' })).text()).toBe('admitted');
    expect(await (await ask({})).text()).toBe('admitted');
    const after = breakwater.snapshot().targets;
    expect(Object.keys(after)).toEqual(Object.keys(before));
    expect(after['sick']?.figures).toEqual(before['sick']?.figures);
  });

  it('counts whom it turns away as a refused call of the target', async () => {
    const { served, ask, breakwater } = await start();
    await using _ = served;
    for (let request = 0; request < 3; request++) await ask({ 'x-target': 'sick' });
    const { calls, refused } = breakwater.snapshot().targets['sick']!.figures;
    expect({ calls, refused }).toEqual({ calls: 4, refused: { 'breaker-open': 3 } });
  });

  it('hands on the deadline that the client names, less what has passed, and no more than is allowed', async () => {
    const { served, seen, ask } = await start({ maxDeadlineMs: 500_000, priority: 7 });
    await using _ = served;
    for (const named of ['100000', '3600000']) await ask({ 'x-target': 'well', 'x-request-timeout-ms': named });
    const [short, long] = seen.map(({ deadline }) => deadline ?? Infinity) as [number, number];
    expect(short).toBeGreaterThan(0);
    expect(short).toBeLessThanOrEqual(100_000);
    expect(long).toBeGreaterThan(100_000);
    expect(long).toBeLessThanOrEqual(500_000);
    expect(seen.map(({ priority }) => priority)).toEqual([7, 7]);
  });

  it.each(['soon', '-5', '0', 'NaN', '1e9', ''])('takes the deadline "%s" for none', async (named) => {
    const { served, seen, ask } = await start();
    await using _ = served;
    await ask({ 'x-target': 'well', 'x-request-timeout-ms': named });
    expect(seen[0]?.deadline).toBeUndefined();
  });
});

describe('the options of admission', () => {
  it.each([{ target: '' }, { target: 'a', maxDeadlineMs: 0 }, { target: 'a', maxDeadlineMs: Number.NaN }])(
    'are checked at the door: %o',
    async (options) => {
      const breakwater = await withSick();
      expect(() => admission(breakwater, options)).toThrow(/found .+; allowed: /);
    },
  );
});
