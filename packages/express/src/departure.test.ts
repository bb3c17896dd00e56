import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createBreakwater } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { deferred } from '../test/deferred.ts';
import { serve, VERSIONS } from '../test/serve.ts';
import { callOptions } from './call-options.ts';
import { errorHandler } from './error-handler.ts';

describe.each(VERSIONS)('a client that leaves, on %s', (_name, create) => {
  it("ends the call made for it, which counts as nobody's failure, and hears nothing", async () => {
    const breakwater = createBreakwater({});
    const reports: unknown[] = [];
    const { promise: ended, resolve: end } = deferred<unknown>();
    const { promise: arrived, resolve: arrive } = deferred<unknown>();
    const app = create().get('/', (_request, response, next) => {
      const hang = ({ signal }: { signal: AbortSignal }): Promise<unknown> => {
        arrive(undefined);
        return once(signal, 'never', { signal });
      };
      breakwater.run('slow', hang, callOptions(response)).catch((error: unknown) => {
        next(error);
        end(error);
      });
    });
    app.use(errorHandler(breakwater, { onError: (report) => reports.push(report) }));
    await using served = await serve(app);
    const leaving = new AbortController();
    const asking = fetch(served.url, { signal: leaving.signal }).catch(() => undefined);
    await arrived;
    leaving.abort();
    await asking;
    expect(await ended).toMatchObject({ name: 'AbortError' });
    expect(reports).toEqual([]);
    const { figures, inFlight } = breakwater.snapshot().targets['slow']!;
    expect(inFlight).toBe(0);
    expect(figures).toMatchObject({ attemptsFailed: 0, callsFailed: 0 });
  });

  it('is none who got the whole answer', async () => {
    const signals: AbortSignal[] = [];
    const responses: ServerResponse[] = [];
    const app = create().get('/', (_request, response) => {
      signals.push(callOptions(response).signal);
      responses.push(response);
      response.end('all of it');
    });
    await using served = await serve(app);
    await (await fetch(served.url)).text();
    const [response] = responses as [ServerResponse];
    if (!response.closed) await once(response, 'close');
    expect(signals[0]?.aborted).toBe(false);
  });

  it('is seen also when the call begins after it has left', async () => {
    const { promise: left, resolve: leave } = deferred<ServerResponse>();
    const leaving = new AbortController();
    const app = create().get('/', (_request, response) => {
      response.once('close', () => leave(response));
      leaving.abort();
    });
    await using served = await serve(app);
    await fetch(served.url, { signal: leaving.signal }).catch(() => undefined);
    expect(callOptions(await left).signal.aborted).toBe(true);
  });
});
