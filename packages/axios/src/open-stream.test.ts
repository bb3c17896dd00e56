import { type Chaos, startChaos } from '@breakwater/chaos';
import { type Breakwater, type BreakwaterOptions, createBreakwater, type Policy, systemClock } from '@breakwater/core';
import { type AxiosInstance, create } from 'axios';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHAT, FAST, prompt } from '../test/set-up.ts';
import { hasSilence, impatientClock, SILENCE_LIMITS } from '@breakwater/tests-kit/impatient-clock';
import { startUpstream } from '@breakwater/tests-kit/upstream';
import { attach } from './index.ts';

const TWO_ATTEMPTS: Policy = { ...FAST, retry: { max: 2, base: '1ms', cap: '2ms', budget: false } };
const asked = { ...prompt, stream: true };
const EVENT = 'data: {"choices":[{"delta":{"content":"Hello"}}]}\n\n';

let chaos: Chaos;
/** Sends the events of a stream one by one. */
let slow: Chaos;
beforeAll(async () => {
  [chaos, slow] = await Promise.all([startChaos(), startChaos({ scenario: { answer: { words: 8, chunkMs: 5 } } })]);
});
afterAll(() => Promise.all([chaos.close(), slow.close()]));

interface Body extends AsyncIterable<Uint8Array> {
  destroy?(): unknown;
}

describe.each(['http', 'fetch'])('a stream through the %s adapter', (adapter) => {
  function setUp(
    baseURL: string,
    timeout: Policy['timeout'] = {},
    options: BreakwaterOptions = {},
  ): { instance: AxiosInstance; breakwater: Breakwater } {
    const breakwater = createBreakwater({ ...TWO_ATTEMPTS, timeout }, options);
    const instance = create({ adapter, baseURL, responseType: 'stream' });
    attach(instance, breakwater);
    return { instance, breakwater };
  }

  it.each([
    ['503', 503],
    ['reset', 502],
    ['hang', 504],
    ['error-body', 500],
    ['html:status=200', 502],
    ['empty-body', 502],
    ['stream-error:after-events=1:status=503', 503],
    ['stream-cut:after-events=0', 502],
    ['stream-cut:after-events=1', 502],
    ['stream-reset:after-events=1', 502],
    ['stream-stall:after-events=1', 504],
    ['stream-stall:after-events=1:keep-alive-ms=20', 504],
    ['stream-malformed:after-events=0', 502],
  ] as const)('%s before its content is got over, and is a %i when it lasts', async (fault, code) => {
    const url = chaos.plan([fault, 'ok', `${fault}*`]);
    const clock = impatientClock(systemClock, () => hasSilence(chaos.requestsOf(url)));
    const { instance, breakwater } = setUp(url, SILENCE_LIMITS, { clock });
    const { data } = await instance.post<Body>(CHAT, asked);
    expect(await text(data)).toContain('[DONE]');
    expect(chaos.requestsOf(url)).toHaveLength(2);
    const given: unknown = await instance.post(CHAT, asked).catch((error: unknown) => error);
    expect(breakwater.explain(given)).toMatchObject({ classification: { code }, stopped: 'attempts-exhausted' });
    const left = given as { data?: Body; response?: { data?: Body } };
    await readAll(left.response?.data ?? left.data);
  });

  it.each([
    ['stream-error:after-events=-3:status=503', 503],
    ['stream-cut:after-events=-3', 502],
    ['stream-reset:after-events=-3', 502],
    ['stream-stall:after-events=-3:keep-alive-ms=20', 504],
  ] as const)('%s in its midst ends with a StreamInterruptedError (%i), and is not sent again', async (fault, code) => {
    const url = slow.plan([fault, 'ok']);
    const { instance, breakwater } = setUp(url, { idle: '250ms' });
    const { data } = await instance.post<Body>(CHAT, asked);
    const error = await readAll(data);
    expect(error).toMatchObject({ name: 'StreamInterruptedError', retryable: true, classification: { code } });
    expect(breakwater.explain(error)).toMatchObject({ stopped: 'content-delivered' });
    expect(slow.requestsOf(url)).toHaveLength(1);
    const [target] = Object.values(breakwater.snapshot().targets);
    expect(target?.figures).toMatchObject({ calls: 1, callsFailed: 1 });
  });

  it('is let go of, and no failure, when its reader wants no more', async () => {
    await using upstream = await startUpstream((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(EVENT);
    });
    const { instance, breakwater } = setUp(upstream.url);
    const { data } = await instance.post<Body>(CHAT, asked);
    for await (const chunk of data) {
      expect(Buffer.from(chunk).toString()).toBe(EVENT);
      break;
    }
    await upstream.drained();
    const [target] = Object.values(breakwater.snapshot().targets);
    expect(target?.figures).toMatchObject({ calls: 0, callsCancelled: 1, attemptsFailed: 0 });
  });

  it('ends with the caller who leaves in its midst', async () => {
    await using upstream = await startUpstream((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(EVENT);
    });
    const { instance } = setUp(upstream.url);
    const leaving = new AbortController();
    const { data } = await instance.post<Body>(CHAT, asked, { signal: leaving.signal });
    setTimeout(() => leaving.abort(new Error('enough')), 20);
    expect(await readAll(data)).toMatchObject({ message: 'enough' });
    await upstream.drained();
  });

  it('of something else is left as it is', async () => {
    await using upstream = await startUpstream((response) => {
      response.writeHead(200, { 'content-type': 'audio/mpeg' }).end('sound');
    });
    const { data } = await setUp(upstream.url).instance.post<Body>('/v1/audio/speech', prompt);
    expect(await text(data)).toBe('sound');
  });
});

/** Reads to the end. @returns what it failed with. */
async function readAll(stream: Body | undefined): Promise<unknown> {
  try {
    for await (const chunk of stream ?? []) expect(chunk.length).toBeGreaterThan(0);
    return undefined;
  } catch (error) {
    return error;
  }
}
