import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startChaos } from '../start-chaos.ts';
import type { Chaos } from '../chaos.ts';
import { ask, outcome, payloads, readUntil } from '../testing/ask.ts';
import { eventsBefore } from './stream-fault.ts';

let chaos: Chaos;
beforeAll(async () => (chaos = await startChaos({ scenario: { answer: { words: 6 } } })));
afterAll(() => chaos.close());

// Six words in OpenAI's dialect: role, six times content, finish, [DONE].
const EVENTS = 9;

async function streamed(fault: string, path?: string): Promise<string> {
  const { status, body = '' } = await outcome(chaos.plan([fault]), {
    stream: true,
    ...(path !== undefined && { path }),
  });
  expect(status).toBe(200);
  return body;
}

describe('position in a stream', () => {
  it.each([
    [undefined, 4],
    [0, 0],
    [3, 3],
    [-1, 8],
    [-20, 0],
    [9, 8],
    [1_000, 8],
  ])('%s of 9 events: %d', (afterEvents, expected) => {
    expect(eventsBefore(afterEvents, 9)).toBe(expected);
  });
});

describe('stream faults', () => {
  it('stream-error says so in the words of a chat stream, and ends without the last event', async () => {
    const events = payloads(await streamed('stream-error:status=503:after-events=2'));
    expect(events).toHaveLength(3);
    expect(JSON.parse(events[2] as string)).toMatchObject({ error: { code: 'server_is_overloaded' } });
  });

  it('stream-error can be the first event', async () => {
    const events = payloads(await streamed('stream-error:after-events=0'));
    expect(events).toHaveLength(1);
    expect(events[0]).toContain('"error"');
  });

  it('stream-error is an event of its own with Anthropic', async () => {
    const body = await streamed('stream-error:status=529', '/v1/messages');
    expect(body.trimEnd().split('\n\n').at(-1)).toBe(
      'event: error\ndata: {"type":"error","error":{"details":null,"type":"overloaded_error","message":"Overloaded"}}',
    );
    expect(body).not.toContain('message_stop');
  });

  it('stream-error is flat in a stream of responses', async () => {
    const plan = chaos.plan(['stream-error:status=429']);
    const response = await fetch(`${plan}/v1/responses`, { method: 'POST', body: '{"input":"hi","stream":true}' });
    const last = JSON.parse(payloads(await response.text()).at(-1) as string) as unknown;
    expect(last).toMatchObject({ type: 'error', code: 'rate_limit_exceeded', message: expect.any(String) as unknown });
  });

  it('stream-cut ends in good order without the last event', async () => {
    const events = payloads(await streamed('stream-cut:after-events=-1'));
    expect(events).toHaveLength(EVENTS - 1);
    expect(events.at(-1)).toContain('"finish_reason":"stop"');
  });

  it('stream-cut after no events is an empty stream', async () => {
    expect(await streamed('stream-cut:after-events=0')).toBe('');
  });

  it('stream-cut can end inside an event', async () => {
    const body = await streamed('stream-cut:at=inside-event:after-events=2');
    expect(body.endsWith('\n\n')).toBe(false);
    expect(payloads(body)).toHaveLength(3);
    expect(() => JSON.parse(payloads(body)[2] as string) as unknown).toThrow(SyntaxError);
  });

  it.each([0, 3])('stream-reset after %d events breaks the connection after the headers', async (afterEvents) => {
    const outcomes = await outcome(chaos.plan([{ kind: 'stream-reset', afterEvents }]), { stream: true });
    expect(outcomes).toEqual({ status: 200, code: 'ECONNRESET' });
  });

  it('stream-malformed has one broken event and goes on to its end', async () => {
    const events = payloads(await streamed('stream-malformed'));
    expect(events).toHaveLength(EVENTS + 1);
    expect(events.at(-1)).toBe('[DONE]');
    expect(() => JSON.parse(events[4] as string) as unknown).toThrow(SyntaxError);
  });

  it('stream-stall says nothing more until the client gives up', async () => {
    const plan = chaos.plan(['stream-stall:after-events=2']);
    const caller = new AbortController();
    const response = await ask(plan, { stream: true, signal: caller.signal });
    const text = await readUntil(response, (sofar) => payloads(sofar).length >= 2);
    caller.abort();
    await chaos.idle();
    expect(text.endsWith('\n\n')).toBe(true);
    expect(chaos.requestsOf(plan)).toMatchObject([{ ending: 'client-hung-up', clientHungUp: true, status: 200 }]);
  });

  it.each([
    ['/v1/chat/completions', ': keep-alive\n\n'],
    ['/v1/messages', 'event: ping\ndata: {"type":"ping"}\n\n'],
  ])('stream-stall can send keep-alives and nothing else: %s', async (path, keepAlive) => {
    const caller = new AbortController();
    const plan = chaos.plan(['stream-stall:after-events=0:keep-alive-ms=1']);
    const response = await ask(plan, { stream: true, path, signal: caller.signal });
    const text = await readUntil(response, ({ length }) => length >= 3 * keepAlive.length);
    caller.abort();
    expect(text.replaceAll(keepAlive, '')).toBe('');
    await chaos.idle();
  });
});
