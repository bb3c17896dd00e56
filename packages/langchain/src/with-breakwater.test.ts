import { createBreakwater, isBreakwaterError, isStreamInterruptedError, type Policy } from '@breakwater/core';
import { SimpleChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessageChunk, type BaseMessage } from '@langchain/core/messages';
import { ChatGenerationChunk } from '@langchain/core/outputs';
import type { Runnable } from '@langchain/core/runnables';
import { FakeListChatModel } from '@langchain/core/utils/testing';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { InternalServerError } from 'openai';
import { describe, expect, it } from 'vitest';
import { caught, drain, FAST, setUp } from '../test/set-up.ts';
import { withBreakwater } from './index.ts';

const TOOL = { type: 'function', function: { name: 'look', parameters: { type: 'object', properties: {} } } } as const;
const faults = ['503', 'reset'];

describe('a model under a policy', () => {
  it('stays a model of its class, and leaves the one it was made of alone', async () => {
    await using test = await setUp(['503*']);
    expect(test.model).toBeInstanceOf(ChatOpenAI);
    expect(test.model.model).toBe('gpt-5');
    await caught(test.plain.invoke('hello', { options: { maxRetries: 0 } }));
    expect(test.breakwater.snapshot().targets).toEqual({});
  });

  it('makes a call again where that helps: invoke', async () => {
    await using test = await setUp(faults);
    expect((await test.model.invoke('hello')).text).not.toBe('');
    expect(test.requests()).toBe(3);
    expect(test.breakwater.snapshot().targets[test.target]?.figures).toMatchObject({ calls: 1, attempts: 3 });
  });

  it('makes each item of a batch a call of its own', async () => {
    await using test = await setUp(['503']);
    expect(await test.model.batch(['a', 'b', 'c'])).toHaveLength(3);
    expect(test.requests()).toBe(4);
    expect(test.breakwater.snapshot().targets[test.target]?.figures).toMatchObject({ calls: 3, attempts: 4 });
  });

  it.each(['503', 'reset', 'stream-error:after-events=0', 'stream-reset:after-events=0', 'stream-cut:after-events=0'])(
    'makes a stream again that fails before its first content: %s',
    async (fault) => {
      await using test = await setUp([fault]);
      const { text, error } = await drain(test.model.stream('hello'));
      expect(error).toBeUndefined();
      expect(text).not.toBe('');
      expect(test.requests()).toBe(2);
    },
  );

  it.each(['stream-reset', 'stream-cut', 'stream-error'])(
    'never makes a stream again that was begun: %s',
    async (fault) => {
      await using test = await setUp(['ok', fault]);
      const whole = await drain(test.model.stream('hello'));
      const { text, error } = await drain(test.model.stream('hello'));
      // Of an error event the client of OpenAI makes an error of its own.
      expect(isStreamInterruptedError(error)).toBe(fault !== 'stream-error');
      expect(error).toBeInstanceOf(Error);
      expect(text).not.toBe('');
      expect(whole.text.startsWith(text)).toBe(true);
      expect(test.requests()).toBe(2);
      expect(test.breakwater.snapshot().targets[test.target]?.figures).toMatchObject({ calls: 2, callsFailed: 1 });
    },
  );

  it('closes the upstream when its reader wants no more, which is no failure', async () => {
    await using test = await setUp(['stream-stall']);
    for await (const chunk of await test.model.stream('hello')) if (chunk.text !== '') break;
    expect(test.breakwater.snapshot().targets[test.target]).toMatchObject({
      inFlight: 0,
      figures: { callsFailed: 0, callsCancelled: 1 },
    });
  });

  it('cuts off a stream that falls silent', async () => {
    await using test = await setUp(['stream-stall'], { ...FAST, timeout: { idle: '30ms' } });
    const { text, error } = await drain(test.model.stream('hello'));
    expect(text).not.toBe('');
    expect(error).toMatchObject({ name: 'StreamInterruptedError', status: 504 });
    expect(test.requests()).toBe(1);
  });

  it('governs streamEvents, traced once however many attempts it takes', async () => {
    await using test = await setUp(faults);
    const events: string[] = [];
    const runnable: Runnable<string> = test.model;
    for await (const { event } of runnable.streamEvents('hello', { version: 'v2' })) events.push(event);
    expect(events.filter((event) => event.endsWith('_start') || event.endsWith('_end'))).toEqual([
      'on_chat_model_start',
      'on_chat_model_end',
    ]);
    expect(events.length).toBeGreaterThan(5);
    expect(test.requests()).toBe(3);
  });

  it('governs the events of the newer protocol as well', async () => {
    await using test = await setUp(faults);
    const message = await test.model.streamEvents('hello');
    expect(message.text).not.toBe('');
    expect(test.requests()).toBe(3);
  });

  it.each<[string, (model: ChatOpenAI) => { invoke(input: string): Promise<unknown> }]>([
    ['bindTools', (model) => model.bindTools([TOOL])],
    ['withConfig', (model) => model.withConfig({ stop: ['.'] })],
    ['withConfig twice', (model) => model.withConfig({ stop: ['.'] }).withConfig({ tags: ['a'] })],
    ['pipe', (model) => model.pipe((message) => message.text)],
    [
      'withStructuredOutput',
      (model) =>
        model.withStructuredOutput(
          { title: 'a', type: 'object', properties: {} },
          { includeRaw: true, method: 'functionCalling' },
        ),
    ],
  ])('keeps the policy through %s', async (_name, bind) => {
    await using test = await setUp(faults);
    await bind(test.model).invoke('hello');
    expect(test.requests()).toBe(3);
    expect(test.breakwater.snapshot().targets[test.target]?.figures).toMatchObject({ calls: 1, attempts: 3 });
  });

  it('gives the error of the library, and LangChain does not try again what the policy gave up', async () => {
    await using test = await setUp(['503*']);
    const error = await caught(test.model.withRetry({ stopAfterAttempt: 4 }).invoke('hello'));
    expect(error).toBeInstanceOf(InternalServerError);
    expect(test.breakwater.explain(error)).toMatchObject({ stopped: 'attempts-exhausted', attempts: { length: 3 } });
    expect(test.requests()).toBe(3);
  });

  it('still tries again, within a governed one, what the user asks for', async () => {
    await using test = await setUp(['401']);
    const seen: unknown[] = [];
    const chain = withBreakwater(test.breakwater, test.model).withRetry({
      onFailedAttempt: (error) => seen.push(error),
    });
    await caught(chain.invoke('hello'));
    expect(seen).toEqual([]); // final: the hook of the user is for what may be tried again
    expect(test.requests()).toBe(1);
  });

  it('goes on to a fallback when it has failed for good, refusals included', async () => {
    const policy: Policy = { retry: false, breaker: { threshold: 1, whenOpen: 'fail', probeAfter: '60s' } };
    await using test = await setUp(['503*'], policy);
    const second = new ChatOpenAI({ model: 'gpt-5', apiKey: 'x', configuration: { baseURL: test.another(['ok']) } });
    const chain = test.model.withFallbacks([second]);
    for (let call = 0; call < 3; call++) expect((await chain.invoke('hello')).text).not.toBe('');
    expect(test.requests()).toBe(1);
    expect(test.breakwater.snapshot().targets[test.target]?.figures.refused).toEqual({ 'breaker-open': 2 });
  });

  it('refuses with an error that says when to come back, at once and without a request', async () => {
    const policy: Policy = { retry: false, breaker: { threshold: 1, whenOpen: 'fail', probeAfter: '60s' } };
    await using test = await setUp(['503*'], policy);
    await caught(test.model.invoke('hello'));
    const error = await caught(test.model.withRetry().invoke('hello'));
    expect(error).toBeInstanceOf(InternalServerError);
    expect(error).toMatchObject({ status: 503, type: 'breakwater', code: 'breaker-open' });
    expect(Number((error['headers'] as Headers).get('retry-after'))).toBeGreaterThan(0);
    expect(test.requests()).toBe(1);
  });

  it('ends at once when the caller leaves, as LangChain words it', async () => {
    await using test = await setUp(['hang', 'hang']);
    const controller = new AbortController();
    const pending = caught(test.model.invoke('hello', { signal: controller.signal }));
    while (test.requests() === 0) await new Promise(setImmediate);
    controller.abort();
    expect(await pending).toMatchObject({ name: 'AbortError' });
    expect(test.breakwater.snapshot().targets[test.target]?.figures).toMatchObject({ calls: 0, callsCancelled: 1 });
  });

  it('says once that retries which were asked for are off, and they are', async () => {
    await using test = await setUp(['503*']);
    const configuration = { baseURL: test.another(['503*']) };
    const eager = new ChatOpenAI({ model: 'gpt-5', apiKey: 'x', maxRetries: 5, configuration });
    const said: string[] = [];
    const warn = (text: string): void => void said.push(text);
    const [first] = [eager, eager].map((model) => withBreakwater(createBreakwater(FAST), model, { warn }));
    expect(said).toEqual([expect.stringContaining('remove maxRetries')]);
    const breakwater = createBreakwater(FAST);
    await caught(withBreakwater(breakwater, eager).invoke('hello'));
    expect(Object.values(breakwater.snapshot().targets)[0]?.figures).toMatchObject({ calls: 1, attempts: 3 });
    expect(first).toBeInstanceOf(ChatOpenAI);
  });

  it('shares the gate with others of its breakwater, by host and model', async () => {
    await using test = await setUp(['ok']);
    const twin = withBreakwater(test.breakwater, test.plain);
    await test.model.invoke('hello');
    await twin.invoke('hello');
    expect(Object.keys(test.breakwater.snapshot().targets)).toEqual([test.target]);
  });
});

/** A model that speaks no HTTP that could be seen: it fails, call by call, as it is told to. */
class SilentModel extends SimpleChatModel {
  calls = 0;
  readonly plan: readonly (Error | string)[];
  readonly streams: (Error | string)[][];

  constructor(plan: readonly (Error | string)[], streams: (Error | string)[][] = []) {
    super({});
    this.plan = plan;
    this.streams = streams;
  }

  override _llmType(): string {
    return 'silent';
  }

  override _call(_messages: BaseMessage[], { signal }: this['ParsedCallOptions']): Promise<string> {
    const step = this.plan[this.calls++] ?? 'fine';
    if (step === 'hang')
      return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('cut'))));
    return typeof step === 'string' ? Promise.resolve(step) : Promise.reject(step);
  }

  override async *_streamResponseChunks(): AsyncGenerator<ChatGenerationChunk> {
    for (const step of this.streams.shift() ?? []) {
      if (typeof step !== 'string') throw step;
      await Promise.resolve();
      yield new ChatGenerationChunk({ text: step, message: new AIMessageChunk(step) });
    }
  }
}

const overloaded = (): Error => Object.assign(new Error('overloaded'), { status: 503 });

describe('a model whose client is not to be seen', () => {
  const target = 'SilentModel';

  it('is governed by the methods that call the provider, each item of a batch by itself', async () => {
    const breakwater = createBreakwater(FAST);
    const model = withBreakwater(breakwater, new SilentModel([overloaded(), overloaded(), 'a', overloaded()]));
    expect((await model.invoke('hello')).text).toBe('a');
    expect(await model.batch(['b', 'c'])).toHaveLength(2);
    expect(breakwater.snapshot().targets[target]?.figures).toMatchObject({ calls: 3, attempts: 6, callsFailed: 0 });
  });

  it('gives its own error, or a refusal as it is', async () => {
    const breakwater = createBreakwater({ retry: false, breaker: { threshold: 1, whenOpen: 'fail' } });
    const error = overloaded();
    const model = withBreakwater(breakwater, new SilentModel([error]));
    expect(await caught(model.invoke('hello'))).toBe(error);
    expect(breakwater.explain(error)).toMatchObject({ target, attempts: { length: 1 } });
    expect(isBreakwaterError(await caught(model.withRetry().invoke('hello')))).toBe(true);
  });

  it('ends with the reason of a caller that leaves', async () => {
    const reason = new Error('no longer wanted');
    const controller = new AbortController();
    const model = withBreakwater(createBreakwater(FAST), new SilentModel(['hang']));
    const pending = caught(model.invoke('hello', { signal: controller.signal }));
    await new Promise(setImmediate);
    controller.abort(reason);
    expect(await pending).toBe(reason);
  });

  it('makes a stream again before its first content, and never after', async () => {
    const breakwater = createBreakwater(FAST);
    const model = withBreakwater(
      breakwater,
      new SilentModel(
        [],
        [
          ['', overloaded()],
          ['', 'a', 'b'],
          ['c', 'd', overloaded()],
        ],
      ),
    );
    expect(await drain(model.stream('hello'))).toEqual({ text: 'ab', error: undefined });
    const { text, error } = await drain(model.stream('hello'));
    expect(text).toBe('cd');
    expect(isStreamInterruptedError(error)).toBe(true);
    expect(breakwater.explain(error)).toMatchObject({ stopped: 'content-delivered', classification: { code: 503 } });
    expect(breakwater.snapshot().targets[target]).toMatchObject({ inFlight: 0, figures: { calls: 2, callsFailed: 1 } });
  });

  it('takes a stream without a single chunk for a failure', async () => {
    const breakwater = createBreakwater(FAST);
    const { error } = await drain(withBreakwater(breakwater, new SilentModel([])).stream('hello'));
    expect(error).toMatchObject({ name: 'StreamInterruptedError', status: 502 });
    expect(breakwater.snapshot().targets[target]?.figures).toMatchObject({ attempts: 3, callsFailed: 1 });
  });
});

describe('withBreakwater', () => {
  const breakwater = createBreakwater(FAST);

  it('governs embeddings, each call a call', async () => {
    await using test = await setUp(['503']);
    const plain = new OpenAIEmbeddings({ model: 'e', apiKey: 'x', configuration: { baseURL: test.another(['503']) } });
    const embeddings = withBreakwater(test.breakwater, plain);
    expect(embeddings).toBeInstanceOf(OpenAIEmbeddings);
    expect(await embeddings.embedQuery('hello')).not.toHaveLength(0);
    expect(await embeddings.embedDocuments(['a', 'b'])).toHaveLength(2);
  });

  it('takes models without any request', async () => {
    const model = withBreakwater(breakwater, new FakeListChatModel({ responses: ['one', 'two'] }));
    expect((await model.invoke('hello')).text).toBe('one');
    expect((await drain(model.stream('hello'))).text).toBe('two');
    expect(breakwater.snapshot().targets['FakeListChatModel']?.figures.calls).toBe(2);
  });

  it('returns what it has governed already, and refuses what another breakwater governs', () => {
    const model = withBreakwater(breakwater, new FakeListChatModel({ responses: ['a'] }));
    expect(withBreakwater(breakwater, model)).toBe(model);
    expect(() => withBreakwater(createBreakwater(), model)).toThrow(/governed by another breakwater/);
  });

  it.each([undefined, null, 7, {}, []])('refuses %j, which is no runnable', (given) => {
    expect(() => withBreakwater(breakwater, given as never)).toThrow(/allowed: a model/);
  });
});
