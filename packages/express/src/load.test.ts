import { startChaos } from '@breakwater/chaos';
import { createBreakwater } from '@breakwater/core';
import express, { type Request } from 'express';
import { describe, expect, it } from 'vitest';
import { deferred } from '../test/deferred.ts';
import { serve } from '../test/serve.ts';
import { admission } from './admission.ts';
import { callOptions } from './call-options.ts';
import { errorHandler } from './error-handler.ts';

const CLIENTS = 500;

describe('a server under load', () => {
  it('leaks nothing and blames nobody when half of 500 clients leave in the middle', async () => {
    await using chaos = await startChaos({ scenario: { rules: [{ when: { model: 'slow' }, fault: 'hang' }] } });
    const breakwater = createBreakwater({});
    const reports: unknown[] = [];
    const allSlowArrived = deferred<void>();
    let slow = 0;
    const app = express().use(express.json());
    const target = (request: Request): string => `upstream/${(request.body as { model: string }).model}`;
    app.post('/chat', admission<Request>(breakwater, { target }), async (request, response) => {
      const body = JSON.stringify(request.body);
      if (body.includes('"slow"') && ++slow === CLIENTS / 2) allSlowArrived.resolve();
      const ask = async ({ signal }: { signal: AbortSignal }): Promise<unknown> =>
        (await fetch(`${chaos.url}/v1/chat/completions`, { method: 'POST', body, signal })).json();
      response.json(await breakwater.run(target(request), ask, callOptions(response)));
    });
    app.use(errorHandler<Request>(breakwater, { onError: (report) => reports.push(report.error) }));
    await using served = await serve(app);

    const leaving = new AbortController();
    const ask = async (number: number): Promise<string> => {
      const stays = number % 2 === 0;
      const response = await fetch(`${served.url}/chat`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model: stays ? 'quick' : 'slow', messages: [{ role: 'user', content: `${number}` }] }),
        ...(!stays && { signal: leaving.signal }),
      });
      await response.json();
      return String(response.status);
    };
    const outcomes = Array.from({ length: CLIENTS }, (_, number) =>
      ask(number).catch((error: unknown) => (error as Error).name),
    );
    await allSlowArrived.promise;
    leaving.abort();
    const ended = await Promise.all(outcomes);
    const count = (outcome: string): number => ended.filter((found) => found === outcome).length;
    expect({ served: count('200'), left: count('AbortError') }).toEqual({ served: 250, left: 250 });

    await chaos.idle();
    const { targets } = breakwater.snapshot();
    for (const name of ['upstream/quick', 'upstream/slow']) {
      const { inFlight, waiting, breaker, figures } = targets[name]!;
      expect({ inFlight, waiting, breaker }).toEqual({
        inFlight: 0,
        waiting: 0,
        breaker: { state: 'closed', failuresInARow: 0 },
      });
      expect({ failed: figures.attemptsFailed, lost: figures.callsFailed }).toEqual({ failed: 0, lost: 0 });
    }
    expect(chaos.stats()).toMatchObject({ requests: CLIENTS, clientHangUps: CLIENTS / 2, inFlight: 0 });
    expect(reports).toEqual([]);
  });
});
