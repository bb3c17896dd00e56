import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { httpError, puppet, script, trial, type Trial, watch } from '../../test/trial.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import type { WebhookOptions, WebhookPayload } from './webhook-options.ts';
import { type WebhookSink, webhookSink } from './webhook-sink.ts';

interface Receiver {
  readonly at: Trial;
  readonly sink: WebhookSink;
  readonly payloads: WebhookPayload[];
  readonly requests: RequestInit[];
}

/** @param answers - a status or an error for one request after the other; the last one for ever. */
function receiver(answers: readonly unknown[], options: Partial<WebhookOptions> = {}): Receiver {
  const at = trial({ retry: false, breaker: false, alerts: [] }, { random: () => 0 });
  const requests: RequestInit[] = [];
  const payloads: WebhookPayload[] = [];
  const respond = script(...answers);
  const send = (async (_url: string, init: RequestInit) => {
    requests.push(init);
    payloads.push(JSON.parse(init.body as string) as WebhookPayload);
    const status = (await respond({} as never)) as number;
    return new Response(status === 204 ? null : 'thanks', { status });
  }) as typeof fetch;
  const url = 'https://hooks.example/token-in-the-path';
  const sink = webhookSink(at, {
    url,
    events: ['failure'],
    fetch: send,
    clock: at.clock,
    random: seededRandom(1),
    ...options,
  });
  return { at, sink, payloads, requests };
}

async function fail({ at }: Receiver, count = 1, target = 't'): Promise<void> {
  for (let call = 0; call < count; call++) await at.run(target, script(httpError(503))).catch(() => {});
}

describe('a webhook', () => {
  it('is told of what happened within a second, all of it in one request', async () => {
    const to = receiver([204], { name: 'checkout', headers: { authorization: 'Bearer receiver' } });
    await fail(to, 3);
    expect(to.payloads).toEqual([]);
    await to.at.clock.advance(1_000);
    expect(to.payloads).toMatchObject([
      {
        source: 'breakwater',
        name: 'checkout',
        sentAt: to.at.clock.wallNow(),
        dropped: 0,
        events: [1, 2, 3].map((call) => ({ type: 'failure', call, target: 't', classification: { code: 503 } })),
      },
    ]);
    expect(to.requests[0]).toMatchObject({
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', authorization: 'Bearer receiver' },
    });
    expect([to.sink.waiting, to.sink.dropped]).toEqual([0, 0]);
  });

  it('is told of alerts, where it is not said of what', async () => {
    const at = trial({ retry: false, alerts: [{ type: 'credential' }] });
    const sent: string[] = [];
    const send = (async (_url: string, { body }: RequestInit) => {
      sent.push(body as string);
      return new Response();
    }) as typeof fetch;
    webhookSink(at, { url: 'https://hooks.example', fetch: send, clock: at.clock });
    await at.run('t', script(httpError(401))).catch(() => {});
    await at.clock.advance(1_000);
    expect(sent.map((text) => (JSON.parse(text) as WebhookPayload).events)).toMatchObject([
      [{ type: 'alert', alert: 'credential', state: 'raised', target: 't' }],
    ]);
  });

  it('gets at most 50 events in a request, oldest first, and one request at a time', async () => {
    const to = receiver([200]);
    await fail(to, 120);
    await to.at.clock.advance(1_000);
    expect(to.payloads.map(({ events }) => events.length)).toEqual([50, 50, 20]);
    expect(to.payloads[1]?.events[0]).toMatchObject({ call: 51 });
  });

  it('gets a form of its own', async () => {
    const to = receiver([200], { body: ({ events }) => ({ text: `${events.length} events` }) });
    await fail(to, 2);
    await to.at.clock.advance(1_000);
    expect(to.requests.map(({ body }) => body)).toEqual(['{"text":"2 events"}']);
  });

  it('that fails is told again under a policy of its own, and holds up no call meanwhile', async () => {
    const to = receiver([new TypeError('fetch failed'), 503, 200]);
    await fail(to);
    await to.at.clock.advance(1_000);
    expect(to.payloads).toHaveLength(1);
    await expect(to.at.run('t', () => 'fine')).resolves.toBe('fine');
    await to.at.clock.advance(5_000);
    expect(to.payloads.map(({ events }) => events)).toEqual([1, 2, 3].map(() => to.payloads[0]?.events));
    expect([to.sink.waiting, to.sink.dropped]).toEqual([0, 0]);
    expect(Object.keys(to.at.snapshot().targets)).toEqual(['t']);
  });

  it('that is down for long keeps the newest events waiting, and hears how many were dropped', async () => {
    const answers: unknown[] = Array.from({ length: 12 }, () => 503);
    const to = receiver([...answers, 200], { most: 10 });
    await fail(to, 25);
    expect([to.sink.waiting, to.sink.dropped]).toEqual([10, 15]);
    await to.at.clock.advance(240_000);
    const last = to.payloads.at(-1);
    expect(last).toMatchObject({ dropped: 15 });
    expect(last?.events.map((event) => 'call' in event && event.call)).toEqual([
      16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
    ]);
    expect([to.sink.waiting, to.sink.dropped]).toEqual([0, 0]);
  });

  it.each([400, 401, 404, 307])(
    'that answers %i gets the same no second time: it is dropped and counted',
    async (status) => {
      const to = receiver([status, 200]);
      await fail(to, 2);
      await to.at.clock.advance(60_000);
      expect(to.payloads).toHaveLength(1);
      expect([to.sink.waiting, to.sink.dropped]).toEqual([0, 2]);
      await fail(to);
      await to.at.clock.advance(1_000);
      expect(to.payloads.at(-1)).toMatchObject({ dropped: 2 });
      expect(to.sink.dropped).toBe(0);
    },
  );

  it('that is never reached grows nothing, over an hour of failures', async () => {
    const to = receiver([new TypeError('fetch failed')], { most: 100 });
    for (let minute = 0; minute < 60; minute++) {
      await fail(to, 20);
      await to.at.clock.advance(60_000);
    }
    expect(to.sink.waiting).toBeLessThanOrEqual(150);
    expect(to.sink.waiting + to.sink.dropped).toBe(60 * 20);
  });

  it('whose form cannot be made drops what it was made of', async () => {
    const to = receiver([200], {
      body: () => {
        throw new Error('bug');
      },
    });
    await fail(to, 3);
    await to.at.clock.advance(1_000);
    expect([to.payloads.length, to.sink.waiting, to.sink.dropped]).toEqual([0, 0, 3]);
  });

  it('keeps no process alive, while it waits, pauses or rests', async () => {
    const to = receiver([503]);
    await fail(to);
    for (let second = 0; second < 120; second++) {
      expect(to.at.clock.pending).toBe(0);
      await to.at.clock.advance(1_000);
    }
    expect(to.payloads.length).toBeGreaterThan(4);
  });

  it('never gets a key, a prompt or an answer', async () => {
    const to = receiver([200], { events: ['failure', 'attempt', 'retry', 'alert', 'observed'] });
    const error = Object.assign(httpError(401, { authorization: 'Bearer secret' }, { message: 'bad key secret' }), {
      request: { body: 'secret prompt' },
    });
    await to.at.run('t', script(error)).catch(() => {});
    await to.at.run('t', () => 'secret answer');
    to.at.observe('t', { durationMs: 1, error });
    await to.at.clock.advance(1_000);
    expect(to.payloads[0]?.events.length).toBeGreaterThan(3);
    expect(JSON.stringify(to.payloads)).not.toContain('secret');
  });
});

describe('a webhook that is closed', () => {
  it('is told what was waiting, and nothing of what happens later', async () => {
    const to = receiver([200]);
    await fail(to, 2);
    const closed = watch(to.sink.close());
    await to.at.clock.settle();
    expect(closed.ended).toEqual({ value: undefined });
    await fail(to, 2);
    await to.at.clock.advance(60_000);
    expect(to.payloads.map(({ events }) => events.length)).toEqual([2]);
    expect(to.at.clock.pending).toBe(0);
  });

  it('and does not answer is waited for no longer than its timeout; what is left is dropped', async () => {
    const { attempts, operation } = puppet();
    const hanging = (() => operation({} as never)) as unknown as typeof fetch;
    const to = receiver([200], { fetch: hanging, timeout: '3s' });
    await fail(to, 2);
    const closed = watch(to.sink.close());
    await to.at.clock.advance(2_999);
    expect([closed.ended, to.at.clock.pending, attempts.length]).toEqual([undefined, 1, 1]);
    await to.at.clock.advance(1);
    expect([closed.ended, to.sink.waiting, to.sink.dropped]).toEqual([{ value: undefined }, 0, 2]);
    expect(to.at.clock.pending).toBe(0);
  });

  it('while it rests is tried once more', async () => {
    const to = receiver([503, 503, 503, 503, 200]);
    await fail(to);
    await to.at.clock.advance(20_000);
    expect([to.payloads.length, to.sink.waiting]).toEqual([4, 1]);
    const closed = watch(to.sink.close());
    await to.at.clock.advance(5_000);
    expect([closed.ended, to.payloads.length, to.sink.dropped]).toEqual([{ value: undefined }, 5, 0]);
  });

  it('twice is closed once', async () => {
    const to = receiver([200]);
    expect(to.sink.close()).toBe(to.sink.close());
    await to.sink.close();
    expect(to.payloads).toEqual([]);
  });
});

describe('a webhook over HTTP', () => {
  it('gets a POST with JSON, and its answer is not waited for by anybody', async () => {
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        bodies.push(`${request.method} ${request.headers['content-type']} ${body}`);
        response.end('an answer that nobody reads'.repeat(1_000));
      });
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const at = trial({ retry: false, alerts: [] });
    const { port } = server.address() as AddressInfo;
    const sink = webhookSink(at, { url: `http://127.0.0.1:${port}/hook`, events: ['failure'] });
    await at.run('t', script(httpError(503))).catch(() => {});
    await sink.close();
    expect(bodies).toEqual([
      expect.stringMatching(/^POST application\/json \{"source":"breakwater".*"type":"failure"/),
    ]);
    expect(sink.dropped).toBe(0);
  });
});

describe('the options of a webhook', () => {
  it.each([
    [{ url: 'ftp://example.org/secret' }, /^url: found something else; allowed: an address that begins with http/],
    [{ url: 'secret' }, /^url: found something else/],
    [{ most: 0 }, /^most: found 0; allowed: an integer of 1 or more/],
    [{ timeout: 'soon' as never }, /^timeout: /],
    [{ batchAfter: -1 }, /^batchAfter: /],
    [{ events: ['faliure'] as never }, /^type: found faliure; allowed: /],
  ] as const)('%o are refused at once, and the address is not shown', (options, message) => {
    const create = (): WebhookSink => webhookSink(trial(), { url: 'https://hooks.example', ...options });
    expect(create).toThrow(message);
    expect(create).not.toThrow('secret');
  });
});
