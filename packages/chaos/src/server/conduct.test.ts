import { afterEach, describe, expect, it } from 'vitest';
import { ask, outcome } from '../testing/ask.ts';
import { fakeClock } from '../testing/fake-clock.ts';
import { closeAll, start, statuses } from '../testing/start.ts';

afterEach(closeAll);

describe('plan', () => {
  it('gives the n-th request the n-th step', async () => {
    const chaos = await start({ plan: ['429', 'reset', '503*2'] });
    expect(await statuses(chaos, 5)).toEqual([429, 'ECONNRESET', 503, 503, 200]);
  });

  it('in a URL has a count of its own, and nothing to do with the scenario', async () => {
    const chaos = await start({
      rules: [{ fault: '500' }],
      capacity: { concurrency: 1 },
      rateLimit: { requests: 1, perMs: 60_000 },
    });
    const [one, two] = [chaos.plan(['429', 'ok']), chaos.plan(['429', 'ok'])];
    expect(await statuses(one, 2)).toEqual([429, 200]);
    expect(await statuses(two, 3)).toEqual([429, 200, 200]);
    expect(chaos.requestsOf(two)).toHaveLength(3);
    expect(await statuses(chaos, 1)).toEqual([500]);
  });

  it('in a URL can be written by hand', async () => {
    const chaos = await start();
    expect(await statuses(`${chaos.url}/plan/mine/429:retry-after=1,401`, 3)).toEqual([429, 401, 200]);
  });

  it('in a URL that cannot be read is answered with what is wrong', async () => {
    const chaos = await start();
    const { status, body } = await outcome(`${chaos.url}/plan/mine/430x`);
    expect(status).toBe(400);
    expect(body).toContain('plan[0]');
    expect(() => chaos.plan(['430x'])).toThrow(/plan\[0\]: found "430x"/);
  });
});

describe('timeline', () => {
  it('counts from the first request', async () => {
    const clock = fakeClock();
    const chaos = await start({ timeline: [{ fromMs: 1_000, toMs: 11_000, fault: '503' }] }, { clock });
    clock.advance(60_000);
    expect(await statuses(chaos, 1)).toEqual([200]);
    const seen: unknown[] = [];
    for (const stepMs of [999, 1, 9_999, 1]) {
      clock.advance(stepMs);
      seen.push(...(await statuses(chaos, 1)));
    }
    expect(seen).toEqual([200, 503, 503, 200]);
  });

  it('counts from startTimeline when that comes first', async () => {
    const clock = fakeClock();
    const chaos = await start({ timeline: [{ fromMs: 1_000, fault: '503' }] }, { clock });
    chaos.startTimeline();
    clock.advance(1_000);
    expect(await statuses(chaos, 1)).toEqual([503]);
  });

  it('refuses connections for its window', async () => {
    const clock = fakeClock();
    const chaos = await start({ timeline: [{ fromMs: 1_000, toMs: 2_000, fault: 'refuse' }] }, { clock });
    chaos.startTimeline();
    clock.advance(1_000);
    expect(await statuses(chaos, 2)).toEqual(['ECONNREFUSED', 'ECONNREFUSED']);
    clock.advance(1_000);
    while (!chaos.stats().listening) await new Promise((resolve) => setImmediate(resolve));
    expect(await statuses(chaos, 1)).toEqual([200]);
  });

  it('comes before rules', async () => {
    const chaos = await start({ timeline: [{ fromMs: 0, fault: '503' }], rules: [{ fault: '401' }] });
    expect(await statuses(chaos, 1)).toEqual([503]);
  });
});

describe('rate limit', () => {
  it('refuses over its limit, says when to come again, and lets in whoever does', async () => {
    const clock = fakeClock();
    const chaos = await start({ rateLimit: { requests: 2, perMs: 3_000 } }, { clock });
    expect(await statuses(chaos, 2)).toEqual([200, 200]);
    const refused = await ask(chaos);
    expect(refused.status).toBe(429);
    expect(Object.fromEntries(refused.headers)).toMatchObject({
      'retry-after': '2',
      'retry-after-ms': '1500',
      'x-ratelimit-limit-requests': '2',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '3s',
    });
    expect(await refused.json()).toMatchObject({ error: { code: 'rate_limit_exceeded' } });
    clock.advance(1_499);
    expect(await statuses(chaos, 1)).toEqual([429]);
    clock.advance(1);
    expect(await statuses(chaos, 2)).toEqual([200, 429]);
  });

  it('tells its figures with good answers too, in the words of each API', async () => {
    const chaos = await start({ rateLimit: { requests: 2, perMs: 3_000 } }, { clock: fakeClock() });
    expect((await ask(chaos)).headers.get('x-ratelimit-remaining-requests')).toBe('1');
    const { headers } = await ask(chaos, { path: '/v1/messages' });
    expect(headers.get('anthropic-ratelimit-requests-remaining')).toBe('0');
    expect(headers.get('anthropic-ratelimit-requests-reset')).toMatch(/^\d{4}-.*Z$/);
  });

  it('does not count what is turned away in front of the API', async () => {
    const chaos = await start({
      rateLimit: { requests: 1, perMs: 60_000 },
      rules: [{ when: { firstN: 3 }, fault: '503' }],
    });
    expect(await statuses(chaos, 5)).toEqual([503, 503, 503, 200, 429]);
  });
});

describe('capacity', () => {
  it('serves, queues, and turns away with a 503', async () => {
    const clock = fakeClock();
    const chaos = await start({ capacity: { concurrency: 1, queue: 1 }, latencyMs: 100 }, { clock });
    const first = outcome(chaos);
    await clock.whenWaiting(1);
    const second = outcome(chaos);
    while (chaos.stats().queued < 1) await new Promise((resolve) => setImmediate(resolve));
    expect(await outcome(chaos)).toMatchObject({ status: 503 });
    clock.advance(100);
    expect((await first).status).toBe(200);
    await clock.whenWaiting(1);
    clock.advance(100);
    expect((await second).status).toBe(200);
    expect(clock.now()).toBe(200);
    await chaos.idle();
    expect(chaos.requests.map(({ decidedBy }) => decidedBy)).toEqual(['none', 'none', 'capacity']);
  });

  it('gives the place of a client that gave up to the next', async () => {
    const clock = fakeClock();
    const chaos = await start({ capacity: { concurrency: 1, queue: 5 }, latencyMs: 100 }, { clock });
    const callers = [new AbortController(), new AbortController()];
    const given = callers.map(async ({ signal }, index) => {
      while (chaos.requests.length < index) await new Promise((resolve) => setImmediate(resolve));
      return outcome(chaos, { signal });
    });
    while (chaos.stats().queued < 1) await new Promise((resolve) => setImmediate(resolve));
    const last = outcome(chaos);
    while (chaos.stats().queued < 2) await new Promise((resolve) => setImmediate(resolve));
    callers[1]?.abort(); // out of the queue
    while (chaos.stats().queued > 1) await new Promise((resolve) => setImmediate(resolve));
    callers[0]?.abort(); // out of its place
    await Promise.all(given);
    while (chaos.stats().queued > 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.whenWaiting(1);
    clock.advance(100);
    expect((await last).status).toBe(200);
    expect(chaos.stats()).toMatchObject({ clientHangUps: 2, queued: 0 });
  });
});
