import { connect, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startChaos } from '../start-chaos.ts';
import type { Chaos } from '../chaos.ts';
import { outcome } from '../testing/ask.ts';
import { fakeClock } from '../testing/fake-clock.ts';

let chaos: Chaos;
beforeAll(async () => (chaos = await startChaos()));
afterAll(() => chaos.close());

/** Sends a request by hand and takes whatever comes. @returns the bytes, and how the connection ended. */
function byHand(fault: string): Promise<{ bytes: string; ending: 'reset' | 'closed' }> {
  const path = new URL(chaos.plan([fault])).pathname;
  return new Promise((resolve) => {
    const socket = connect(chaos.port, '127.0.0.1');
    let bytes = '';
    socket.on('data', (chunk) => (bytes += chunk.toString()));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET') resolve({ bytes, ending: 'reset' });
    });
    socket.on('end', () => resolve({ bytes, ending: 'closed' }));
    const body = '{"messages":[{"role":"user","content":"hi"}]}';
    socket.write(
      `POST ${path}/v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
  });
}

describe('connection faults on the wire', () => {
  it.each([
    ['reset', 'reset'],
    ['close', 'closed'],
  ] as const)('%s before the headers sends no byte', async (kind, ending) => {
    expect(await byHand(kind)).toEqual({ bytes: '', ending });
  });

  it.each([
    ['reset', 'reset'],
    ['close', 'closed'],
  ] as const)('%s during the headers stops within them', async (kind, ending) => {
    expect(await byHand(`${kind}:when=during-headers`)).toEqual({
      bytes: 'HTTP/1.1 200 OK\r\ncontent-type: application/js',
      ending,
    });
  });

  it.each([
    ['reset', 'reset'],
    ['close', 'closed'],
  ] as const)('%s after the headers promises more than it sends', async (kind, ending) => {
    const { bytes, ...rest } = await byHand(`${kind}:when=after-headers`);
    const [head = '', body = ''] = bytes.split('\r\n\r\n');
    expect(rest.ending).toBe(ending);
    expect(body.length).toBeGreaterThan(0);
    expect(body.length).toBeLessThan(Number(/content-length: (\d+)/.exec(head)?.[1]));
  });
});

describe('connection faults as fetch sees them', () => {
  it.each([
    ['reset', { code: 'ECONNRESET' }],
    ['close', { code: 'UND_ERR_SOCKET' }],
    ['reset:when=after-headers', { status: 200, code: 'ECONNRESET' }],
    ['close:when=after-headers', { status: 200, code: 'UND_ERR_SOCKET' }],
  ])('%s', async (fault, expected) => {
    expect(await outcome(chaos.plan([fault]))).toEqual(expected);
  });

  it('leaves a record that says we broke the connection, not the client', async () => {
    const plan = chaos.plan(['reset']);
    await outcome(plan);
    await chaos.idle();
    expect(chaos.requestsOf(plan)).toMatchObject([
      { ending: 'connection-broken', clientHungUp: false, status: undefined },
    ]);
  });
});

describe('refuse', () => {
  it('closes the port for its window, and opens the same one after it', async () => {
    // A window that the test ends itself by changing the scenario: no time passes.
    await using server = await startChaos({ scenario: { timeline: [{ fromMs: 0, fault: 'refuse' }] } });
    expect(await outcome(server)).toEqual({ code: 'ECONNRESET' }); // the first request starts the timeline
    expect(await outcome(server)).toEqual({ code: 'ECONNREFUSED' });
    expect(server.stats().listening).toBe(false);
    server.setScenario({});
    await listening(server);
    expect(await outcome(server)).toMatchObject({ status: 200 });
  });

  it('keeps trying when something else has taken the port meanwhile', async () => {
    const clock = fakeClock();
    await using server = await startChaos({ clock, scenario: { timeline: [{ fromMs: 0, fault: 'refuse' }] } });
    server.startTimeline();
    const thief = createServer();
    await new Promise<void>((resolve) => thief.listen(server.port, '127.0.0.1', resolve));
    server.setScenario({});
    await clock.whenWaiting(1); // the port could not be had: the next try is on its way
    await new Promise((resolve) => thief.close(resolve));
    clock.advance(50);
    await listening(server);
    expect(await outcome(server)).toMatchObject({ status: 200 });
  });

  it('keeps the last wish when it changes faster than a port opens', async () => {
    const refusing = { timeline: [{ fromMs: 0, fault: 'refuse' }] };
    await using server = await startChaos({ scenario: refusing });
    server.startTimeline();
    server.setScenario({});
    server.setScenario({});
    server.setScenario(refusing);
    server.startTimeline();
    await new Promise((resolve) => setImmediate(resolve));
    expect(await outcome(server)).toEqual({ code: 'ECONNREFUSED' });
  });

  it('resets connections as they come in, where the timeline says so', async () => {
    await using server = await startChaos({ scenario: { timeline: [{ fromMs: 0, fault: 'reset:when=on-connect' }] } });
    server.startTimeline();
    expect(await outcome(server)).toEqual({ code: 'ECONNRESET' });
    expect(server.stats()).toMatchObject({ requests: 0, connectionsReset: 1, listening: true });
  });
});

async function listening(server: Chaos): Promise<void> {
  while (!server.stats().listening) await new Promise((resolve) => setImmediate(resolve));
}
