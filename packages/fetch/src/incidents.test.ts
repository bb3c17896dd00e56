import { type Chaos, startChaos } from '@breakwater/chaos';
import { type Policy, systemClock } from '@breakwater/core';
import { hasSilence, impatientClock, SILENCE_LIMITS } from '@breakwater/tests-kit/impatient-clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAST, question, setUp } from '../test/set-up.ts';

const CHAT = '/v1/chat/completions';
const TWO_ATTEMPTS: Policy = { ...FAST, retry: { max: 2, base: '1ms', cap: '2ms', budget: false } };
/** For faults that say nothing at all. */
const IMPATIENT: Policy = { ...TWO_ATTEMPTS, timeout: SILENCE_LIMITS };

let chaos: Chaos;
/** Sends the events of a stream one by one. */
let slow: Chaos;
beforeAll(async () => {
  [chaos, slow] = await Promise.all([startChaos(), startChaos({ scenario: { answer: { words: 8, chunkMs: 5 } } })]);
});
afterAll(() => Promise.all([chaos.close(), slow.close()]));

describe('an answer in JSON', () => {
  it.each([
    ['500', 500],
    ['502', 502],
    ['503', 503],
    ['504', 504],
    ['html', 502],
    ['html:status=200', 502],
    ['reset', 502],
    ['reset:when=during-headers', 502],
    ['reset:when=after-headers', 502],
    ['close', 502],
    ['close:when=after-headers', 502],
    ['truncated-json', 502],
    ['truncated-json:ending=cut', 502],
    ['invalid-json', 502],
    ['empty-body', 502],
    ['error-body', 500],
    ['hang', 504],
    ['hang:when=after-headers', 504],
  ] as const)('%s is got over, and is a %i when it lasts', async (fault, code) => {
    const url = chaos.plan([fault, 'ok', `${fault}*`]);
    const clock = impatientClock(systemClock, () => hasSilence(chaos.requestsOf(url)));
    const { fetch, breakwater } = setUp(IMPATIENT, {}, { clock });
    const response = await fetch(`${url}${CHAT}`, question());
    expect(await response.json()).toMatchObject({ object: 'chat.completion' });
    expect(chaos.requestsOf(url)).toHaveLength(2);

    const last: unknown = await fetch(`${url}${CHAT}`, question()).catch((error: unknown) => error);
    const { classification, attempts, stopped } = breakwater.explain(last);
    expect({ code: classification.code, attempts: attempts.length, stopped }).toEqual({
      code,
      attempts: 2,
      stopped: 'attempts-exhausted',
    });
    expect(new Set(chaos.requestsOf(url).map(({ body }) => body)).size).toBe(1);
  });

  it.each([
    ['400', 400, 'not-retryable'],
    ['401', 401, 'not-retryable'],
    ['403', 403, 'not-retryable'],
    ['429:retry-after=600', 429, 'retry-after-too-long'],
  ])('%s is not made again, and comes as it was', async (fault, code, stopped) => {
    const { fetch, breakwater } = setUp();
    const url = chaos.plan([fault, 'ok']);
    const response = await fetch(`${url}${CHAT}`, question());
    expect(response).toMatchObject({ status: code, ok: false, url: `${url}${CHAT}` });
    expect(await response.json()).toMatchObject({ error: {} });
    expect(breakwater.explain(response)).toMatchObject({ classification: { code }, stopped });
    expect(chaos.requestsOf(url)).toHaveLength(1);
  });
});

describe('a 200 that says it failed, in the end', () => {
  it('comes as it was, or, where an SDK is to make an error of it, with the status that it should have had', async () => {
    const plan = ['error-body:status=400'];
    const plain = await setUp().fetch(`${chaos.plan(plan)}${CHAT}`, question());
    expect(plain).toMatchObject({ status: 200, ok: true });

    const { fetch, breakwater } = setUp(FAST, { refusal: 'response' });
    const response = await fetch(`${chaos.plan(plan)}${CHAT}`, question());
    expect(response).toMatchObject({ status: 400, ok: false });
    expect(response.headers.get('x-should-retry')).toBe('false');
    const copy = response.clone();
    expect(copy).toMatchObject({ status: 400, ok: false, url: response.url });
    expect(await copy.text()).toBe(await plain.text());
    expect(breakwater.explain({ headers: response.headers })).toMatchObject({
      classification: { code: 400 },
      stopped: 'not-retryable',
      attempts: [{ number: 1 }],
    });
  });

  it.each([
    ['error-body', 500],
    ['truncated-json', 502],
    ['empty-body', 502],
    ['html:status=200', 502],
  ])('%s is a %i for an SDK once no attempt is left', async (fault, status) => {
    const { fetch } = setUp(FAST, { refusal: 'response' });
    expect(await fetch(`${chaos.plan([`${fault}*`])}${CHAT}`, question())).toMatchObject({ status, ok: false });
  });
});

const DIALECTS = [
  ['OpenAI chat', CHAT, {}, '[DONE]'],
  ['OpenAI responses', '/v1/responses', { input: 'hello' }, 'response.completed'],
  ['Anthropic messages', '/v1/messages', {}, 'message_stop'],
] as const;

describe.each(DIALECTS)('a stream of %s', (_name, path, more, last) => {
  const asked = question({ stream: true, ...more });

  it('comes to its end, with the headers it was sent with', async () => {
    const { fetch } = setUp();
    const plain = await globalThis.fetch(`${chaos.plan(['ok'])}${path}`, asked);
    const guarded = await fetch(`${chaos.plan(['ok'])}${path}`, asked);
    expect(await guarded.text()).toContain(last);
    expect([...guarded.headers.keys()]).toEqual([...plain.headers.keys()]);
    await plain.text();
  });

  it.each([
    ['503', 503],
    ['reset', 502],
    ['hang', 504],
    ['html', 502],
    ['error-body', 500],
    ['empty-body', 502],
    ['stream-error:after-events=0:status=503', 503],
    ['stream-error:after-events=1:status=503', 503],
    ['stream-cut:after-events=0', 502],
    ['stream-cut:after-events=1', 502],
    ['stream-cut:after-events=1:at=inside-event', 502],
    ['stream-reset:after-events=0', 502],
    ['stream-reset:after-events=1', 502],
    ['stream-stall:after-events=0', 504],
    ['stream-stall:after-events=1', 504],
    ['stream-stall:after-events=1:keep-alive-ms=20', 504],
    ['stream-malformed:after-events=0', 502],
  ] as const)('%s before its content is got over, and is a %i when it lasts', async (fault, code) => {
    const url = chaos.plan([fault, 'ok', `${fault}*`]);
    const clock = impatientClock(systemClock, () => hasSilence(chaos.requestsOf(url)));
    const { fetch, breakwater } = setUp(IMPATIENT, {}, { clock });
    const response = await fetch(`${url}${path}`, asked);
    expect(await response.text()).toContain(last);
    expect(chaos.requestsOf(url)).toHaveLength(2);

    const given: unknown = await fetch(`${url}${path}`, asked).catch((error: unknown) => error);
    expect(breakwater.explain(given)).toMatchObject({ classification: { code }, stopped: 'attempts-exhausted' });
    if (given instanceof Response) await given.text().catch(() => undefined);
  });

  it.each([
    ['stream-error:after-events=-3:status=503', 503],
    ['stream-cut:after-events=-3', 502],
    ['stream-cut:after-events=-3:at=inside-event', 502],
    ['stream-reset:after-events=-3', 502],
    ['stream-stall:after-events=-3', 504],
    ['stream-stall:after-events=-3:keep-alive-ms=20', 504],
  ] as const)('%s in its midst ends with a StreamInterruptedError (%i), and is not sent again', async (fault, code) => {
    const { fetch, breakwater } = setUp({ ...TWO_ATTEMPTS, timeout: { idle: '250ms' } });
    const url = slow.plan([fault, 'ok']);
    const response = await fetch(`${url}${path}`, asked);
    const error = await readAll(response);
    expect(error).toMatchObject({ name: 'StreamInterruptedError', retryable: true, classification: { code } });
    expect((error as { delivered: { characters: number } }).delivered.characters).toBeGreaterThan(0);
    expect(breakwater.explain(error)).toMatchObject({ classification: { code }, stopped: 'content-delivered' });
    expect(slow.requestsOf(url)).toHaveLength(1);
    const [figures] = Object.values(breakwater.snapshot().targets).map(({ figures: all }) => all);
    expect(figures).toMatchObject({ calls: 1, callsFailed: 1, attempts: 1, attemptsFailed: 1 });
  });
});

/** Reads to the end. @returns what the body was rejected with. */
async function readAll(response: Response): Promise<unknown> {
  try {
    for await (const chunk of response.body!) expect(chunk.length).toBeGreaterThan(0);
    return undefined;
  } catch (error) {
    return error;
  }
}
