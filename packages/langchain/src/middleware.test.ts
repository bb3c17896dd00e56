import { createBreakwater, type Policy } from '@breakwater/core';
import * as newest from 'langchain';
import * as oldest from 'langchain-1.0';
import { AuthenticationError } from 'openai';
import { describe, expect, it } from 'vitest';
import { caught, FAST, setUp } from '../test/set-up.ts';
import { breakwaterMiddleware, originalError } from './index.ts';

const messages = [{ role: 'user', content: 'hello' }] as const;
const ask = { messages: [...messages] };

/** The oldest and the newest that are supported, under the types of the newest. */
const VERSIONS: readonly (readonly [string, typeof newest])[] = [
  ['the newest', newest],
  ['the oldest', oldest as unknown as typeof newest],
];

describe.each(VERSIONS)('the middleware of an agent of %s version', (_version, library) => {
  const { createAgent, createMiddleware, modelFallbackMiddleware, tool } = library;

  it('puts the model calls of the agent under the policy', async () => {
    await using test = await setUp(['503', 'reset', 'ok']);
    const agent = createAgent({ model: test.plain, tools: [], middleware: [breakwaterMiddleware(test.breakwater)] });
    const { messages: answered } = await agent.invoke(ask);
    expect(answered.at(-1)?.text).not.toBe('');
    expect(test.requests()).toBe(3);
  });

  it('keeps tools bound', async () => {
    await using test = await setUp(['503']);
    const look = tool(() => 'found', { name: 'look', schema: { type: 'object', properties: {} } });
    const agent = createAgent({
      model: test.plain,
      tools: [look],
      middleware: [breakwaterMiddleware(test.breakwater)],
    });
    expect((await agent.invoke(ask)).messages.at(-1)?.text).not.toBe('');
    expect(test.requests()).toBe(2);
  });

  it('surfaces the error of the library inside of the wrapper of the agent, explained', async () => {
    await using test = await setUp(['401']);
    const agent = createAgent({ model: test.plain, tools: [], middleware: [breakwaterMiddleware(test.breakwater)] });
    const error = await caught(agent.invoke(ask));
    expect(originalError(error)).toBeInstanceOf(AuthenticationError);
    expect(test.breakwater.explain(error)).toMatchObject({ stopped: 'not-retryable', classification: { code: 401 } });
  });

  it('unwraps what middleware further in has wrapped', async () => {
    await using test = await setUp(['401']);
    const passing = ['one', 'two'].map((name) =>
      createMiddleware({ name, wrapModelCall: (request, handler) => handler(request) }),
    );
    const middleware = [breakwaterMiddleware(test.breakwater), ...passing];
    const error = await caught(createAgent({ model: test.plain, tools: [], middleware }).invoke(ask));
    expect(error.cause ?? error).toBeInstanceOf(AuthenticationError); // the oldest does not wrap
  });

  it('sends no token twice to those who stream', async () => {
    await using test = await setUp(['stream-reset:after-events=0', 'ok']);
    const agent = createAgent({ model: test.plain, tools: [], middleware: [breakwaterMiddleware(test.breakwater)] });
    let text = '';
    for await (const [chunk] of await agent.stream(ask, { streamMode: 'messages' })) text += chunk.text;
    const whole = (await test.plain.invoke('hello')).text;
    expect(text).toBe(whole);
    expect(test.requests()).toBe(3);
  });

  it('lets a fallback of the agent take over when a call is refused', async () => {
    const policy: Policy = { retry: false, breaker: { threshold: 1, whenOpen: 'fail', probeAfter: '60s' } };
    await using test = await setUp(['503*'], policy);
    await using second = await setUp(['ok']);
    const middleware = [modelFallbackMiddleware(second.plain), breakwaterMiddleware(test.breakwater)];
    const agent = createAgent({ model: test.plain, tools: [], middleware });
    for (let call = 0; call < 3; call++) expect((await agent.invoke(ask)).messages.at(-1)?.text).not.toBe('');
    expect(test.requests()).toBe(1);
  });

  it('leaves alone a model that is governed by the same breakwater', async () => {
    await using test = await setUp(['503*']);
    const agent = createAgent({ model: test.model, tools: [], middleware: [breakwaterMiddleware(test.breakwater)] });
    await caught(agent.invoke(ask));
    expect(test.requests()).toBe(3);
    const { figures } = test.breakwater.snapshot().targets[test.target]!;
    expect(figures).toMatchObject({ calls: 1, attempts: 3 });
  });

  it('refuses one that another breakwater governs', async () => {
    await using test = await setUp(['ok']);
    const other = breakwaterMiddleware(createBreakwater(FAST));
    const error = await caught(createAgent({ model: test.model, tools: [], middleware: [other] }).invoke(ask));
    expect(error.message).toContain('governed by another breakwater');
  });
});

describe('originalError', () => {
  it('returns what was never wrapped', () => {
    for (const thrown of [
      new Error('a'),
      'text',
      undefined,
      { '~brand': 'other', cause: 1 },
      { '~brand': 'MiddlewareError' },
    ]) {
      expect(originalError(thrown)).toBe(thrown);
    }
  });

  it('comes to an end where a wrapper holds itself', () => {
    const wrapper: Record<string, unknown> = { '~brand': 'MiddlewareError' };
    wrapper['cause'] = wrapper;
    expect(originalError(wrapper)).toBe(wrapper);
  });
});
