import { startChaos } from '@breakwater/chaos';
import { describe, expect, it } from 'vitest';
import { ask, FAST, QUESTION, start } from '../test/start.ts';

const STREAM = { ...QUESTION, stream: true };

describe('a gateway that shuts down', () => {
  it('says so, takes no new connection, and finishes its streams', async () => {
    await using upstream = await startChaos({ scenario: { answer: { words: 30, chunkMs: 10 } } });
    const upstreams = { a: { openai: `${upstream.url}/v1` } };
    await using started = await start({}, FAST, { upstreams, shutdown: { announceMs: 3_000, graceMs: 200_000 } });
    const { gateway } = started;
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200);
    const response = await ask(gateway, STREAM);
    const closing = gateway.close();
    const [readiness, liveness] = await Promise.all(['readyz', 'livez'].map((path) => fetch(`${gateway.url}/${path}`)));
    expect([readiness?.status, await readiness?.json()]).toEqual([503, { status: 'draining' }]);
    expect(liveness?.status).toBe(200);
    expect(await response.text()).toContain('[DONE]');
    expect(await closing).toBe(true);
    await expect(fetch(`${gateway.url}/livez`)).rejects.toThrow('fetch failed');
  });

  it('cuts off what is still going on when its grace is over', async () => {
    await using started = await start({ a: ['hang'] }, FAST, { shutdown: { graceMs: 50 } });
    const asking = ask(started.gateway, QUESTION);
    asking.catch(() => undefined);
    await expect.poll(() => started.chaos.stats().inFlight).toBe(1);
    expect(await started.gateway.close()).toBe(false);
    await expect(asking).rejects.toThrow('fetch failed');
    await started.chaos.idle();
  });

  it('does so once, however often it is told', async () => {
    await using started = await start();
    expect(await Promise.all([started.gateway.close(), started.gateway.close()])).toEqual([true, true]);
  });
});
