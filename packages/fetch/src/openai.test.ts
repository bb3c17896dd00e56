import { type BreakwaterOptions, systemClock } from '@breakwater/core';
import { impatientClock, SILENCE_LIMITS } from '@breakwater/tests-kit/impatient-clock';
import OpenAI, { APIConnectionError, APIError, APIUserAbortError, RateLimitError } from 'openai';
import { describe, expect, it } from 'vitest';
import { DONE, eventStream, HELLO, STOP } from '../test/event-stream.ts';
import { caught, FAST, setUp, type SetUp } from '../test/set-up.ts';
import { answer, startUpstream, type Step, type Upstream } from '@breakwater/tests-kit/upstream';

const ASKED: OpenAI.ChatCompletionCreateParamsStreaming = {
  model: 'gpt-5',
  stream: true,
  messages: [{ role: 'user', content: 'hello' }],
};

interface Client extends SetUp, AsyncDisposable {
  readonly upstream: Upstream;
  readonly openai: OpenAI;
}

/** OpenAI's own client on a fetch of ours, at an upstream that answers by `steps`. */
function client(policy: Parameters<typeof setUp>[0], ...steps: readonly Step[]): Promise<Client> {
  return clientWith({}, policy, ...steps);
}

async function clientWith(
  options: BreakwaterOptions,
  policy: Parameters<typeof setUp>[0],
  ...steps: readonly Step[]
): Promise<Client> {
  const upstream = await startUpstream(...steps);
  const test = setUp(policy, { refusal: 'response' }, options);
  const openai = new OpenAI({ apiKey: 'none', baseURL: upstream.url, maxRetries: 0, fetch: test.fetch });
  return { ...test, upstream, openai, [Symbol.asyncDispose]: () => upstream[Symbol.asyncDispose]() };
}

const figures = ({ breakwater }: Client) => Object.values(breakwater.snapshot().targets)[0]!.figures;

/** Reads a stream of the SDK to its end. @returns the text, and what it failed with. */
async function read(stream: AsyncIterable<OpenAI.ChatCompletionChunk>): Promise<{ text: string; error?: unknown }> {
  let text = '';
  try {
    for await (const { choices } of stream) text += choices[0]?.delta.content ?? '';
    return { text };
  } catch (error) {
    return { text, error };
  }
}

describe("OpenAI's client", () => {
  it('reads a stream to its last word, cancels the rest, and that is a success', async () => {
    const stream = eventStream(HELLO + HELLO + STOP + DONE);
    await using test = await client(FAST, stream.step);
    expect(await read(await test.openai.chat.completions.create(ASKED))).toEqual({ text: 'HelloHello' });
    await test.upstream.drained();
    expect(figures(test)).toMatchObject({ calls: 1, callsFailed: 0, callsCancelled: 0 });
  });

  it('leaves a stream early: the connection is closed, and nothing is counted', async () => {
    const stream = eventStream(HELLO);
    await using test = await client(FAST, stream.step);
    for await (const { choices } of await test.openai.chat.completions.create(ASKED)) {
      expect(choices[0]?.delta.content).toBe('Hello');
      break;
    }
    await test.upstream.drained();
    expect(figures(test)).toMatchObject({ calls: 0, callsFailed: 0, callsCancelled: 1 });
  });

  it('gets another attempt for a stream that fails before its first content', async () => {
    const bad = answer(200, 'data: {"error":{"message":"Overloaded","code":503}}\n\n', {
      'content-type': 'text/event-stream',
    });
    await using test = await client(FAST, bad, eventStream(HELLO + STOP + DONE).step);
    expect(await read(await test.openai.chat.completions.create(ASKED))).toEqual({ text: 'Hello' });
    expect(figures(test)).toMatchObject({ attempts: 2, attemptsFailed: 1 });
  });

  it('never takes a stream that breaks off for a whole one', async () => {
    for (const breakOff of ['end', 'reset'] as const) {
      const stream = eventStream(HELLO);
      await using test = await client(FAST, stream.step);
      const reading = read(await test.openai.chat.completions.create(ASKED));
      stream[breakOff]();
      const { text, error } = await reading;
      expect(text).toBe('Hello');
      expect(error).toMatchObject({ name: 'StreamInterruptedError', delivered: { events: 1, characters: 5 } });
      expect(test.upstream.received).toHaveLength(1);
    }
  });

  it('hears of a stall as a failure, and not as its own end of time', async () => {
    const stream = eventStream(HELLO);
    await using test = await client({ ...FAST, timeout: { idle: '100ms' } }, stream.step);
    const { error } = await read(await test.openai.chat.completions.create(ASKED));
    expect(error).toMatchObject({ name: 'StreamInterruptedError', classification: { code: 504 } });
    await test.upstream.drained();
  });

  it('makes its own error of an error event', async () => {
    const stream = eventStream(HELLO);
    await using test = await client(FAST, stream.step);
    const reading = read(await test.openai.chat.completions.create(ASKED));
    stream.send('data: {"error":{"message":"Overloaded","type":"server_error","code":"overloaded"}}\n\n');
    const { error } = await reading;
    expect(error).toBeInstanceOf(APIError);
    expect(error).toMatchObject({ code: 'overloaded', type: 'server_error' });
    expect(figures(test)).toMatchObject({ calls: 1, callsFailed: 1 });
    await test.upstream.drained();
  });

  it('ends quietly when its caller aborts, and closes the connection', async () => {
    const stream = eventStream(HELLO);
    await using test = await client(FAST, stream.step);
    const leaving = new AbortController();
    const reading = read(await test.openai.chat.completions.create(ASKED, { signal: leaving.signal }));
    setTimeout(() => leaving.abort(), 20);
    expect(await reading).toEqual({ text: 'Hello' });
    await test.upstream.drained();
    expect(figures(test)).toMatchObject({ callsFailed: 0, callsCancelled: 1 });
  });

  it('never reads a stream: its place is given back, and the next call goes', async () => {
    const policy = { ...FAST, concurrency: { max: 1 }, timeout: SILENCE_LIMITS } as const;
    const steps = [eventStream(HELLO).step, eventStream(HELLO + STOP + DONE).step] as const;
    const isWaiting = (): boolean =>
      Object.values(test.breakwater.snapshot().targets).some(({ waiting }) => waiting > 0);
    await using test = await clientWith({ clock: impatientClock(systemClock, isWaiting) }, policy, ...steps);
    const unread = await test.openai.chat.completions.create(ASKED);
    expect(await read(await test.openai.chat.completions.create(ASKED))).toEqual({ text: 'Hello' });
    unread.controller.abort();
  });

  it('keeps its own errors, with status, headers and code, when no attempt helps', async () => {
    const limited = answer(429, { error: { message: 'slow', code: 'rate_limit_exceeded' } }, { 'retry-after': '600' });
    await using test = await client(FAST, limited);
    const error = await caught(test.openai.chat.completions.create(ASKED));
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
    expect((error as unknown as RateLimitError).headers?.get('retry-after')).toBe('600');
  });

  it('makes an error of its own of a refusal, and asks once', async () => {
    const down = answer(503, { error: { message: 'down' } });
    const policy = { retry: false, breaker: { threshold: 1, whenOpen: 'fail' } } as const;
    await using test = await client(policy, down);
    const patient = test.openai.withOptions({ maxRetries: 2 });
    await caught(test.openai.chat.completions.create(ASKED));
    expect(await caught(patient.chat.completions.create(ASKED))).toMatchObject({ status: 503, code: 'breaker-open' });
    expect(test.upstream.received).toHaveLength(1);
  });

  it('hears of a connection that fails as ever', async () => {
    await using test = await client({ retry: false }, (response) => void response.socket?.resetAndDestroy());
    expect(await caught(test.openai.chat.completions.create(ASKED))).toBeInstanceOf(APIConnectionError);
  });

  it('hears at once of its caller who leaves between two attempts', async () => {
    await using test = await client({ retry: { base: '10s', jitter: 'none' } }, answer(503, {}));
    const leaving = new AbortController();
    const calling = caught(test.openai.chat.completions.create(ASKED, { signal: leaving.signal }));
    setTimeout(() => leaving.abort(), 50);
    expect(await calling).toBeInstanceOf(APIUserAbortError);
  });
});
